/** Parts of the page that are compressed in it, because not every visit needs them at once. */

/** @param id of the element that holds the part: gzip, in base64 */
export async function decompressed(id: string, type: string): Promise<Blob> {
  const content = await unpacked(document.getElementById(id)!.textContent).blob();
  return content.slice(0, content.size, type);
}

/** @param packed gzip, in base64 */
export function unpacked(packed: string): Response {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
}
