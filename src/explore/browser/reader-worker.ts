/** Starts the worker that reads files. Its script is compressed in the page, or a file beside the page. */

export async function startReader(): Promise<Worker> {
  const { dataset, textContent } = document.getElementById('reader')!;
  if (dataset.src) return new Worker(dataset.src);
  const bytes = Uint8Array.from(atob(textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = await new Response(stream, { headers: { 'content-type': 'text/javascript' } }).blob();
  return new Worker(URL.createObjectURL(script));
}
