/** Tasks on many files: several at a time, because each mostly waits for the disk. */

/** As many as Node's threads for files can hold without long queues. Their number of open files is small, too. */
const AT_A_TIME = 8;

/** @returns results in the order of the paths. @throws the error of a task, once the tasks beside it have ended */
export async function severalFiles<Result>(
  paths: readonly string[],
  task: (path: string) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < paths.length; i += AT_A_TIME) {
    const settled = await Promise.allSettled(paths.slice(i, i + AT_A_TIME).map(task));
    for (const each of settled) {
      if (each.status === 'rejected') throw each.reason;
      results.push(each.value);
    }
  }
  return results;
}
