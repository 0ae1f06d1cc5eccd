/** Parts of the page that are compressed in it, because not every visit needs them at once. */

/** @param id of the element that holds the part: gzip, in base64 */
export async function decompressed(id: string, type: string): Promise<Blob> {
  const { textContent } = document.getElementById(id)!;
  const bytes = Uint8Array.from(atob(textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream, { headers: { 'content-type': type } }).blob();
}
