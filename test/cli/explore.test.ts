import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allora, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const explore = (...args: string[]) => allora(['explore', ...args], { cwd: folder.path });
const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');

describe('explore', () => {
  it('writes one file and prints its path', async () => {
    expect(await explore()).toEqual({ status: 0, stdout: 'epsilon.html\n', stderr: '' });
    expect(read('epsilon.html')).toContain('<body data-start="std=0.05">');
    // Nearly half of it is the compressed reader of files, which a site loads only for a file that is dropped.
    expect(Buffer.byteLength(read('epsilon.html'))).toBeLessThan(700_000);
    // A file of that name is replaced, and nothing is left beside it.
    await explore('--std', '0.1');
    expect(read('epsilon.html')).toContain('<body data-start="std=0.1">');
    expect(readdirSync(folder.path)).toEqual(['epsilon.html']);
  });

  it('starts with the values of the options', async () => {
    const args =
      '--std 0.2 --mean-std-ratio -1 --workers 25 --confidence 0.9 --factor 2 --p-norm 4 --c-norm 0.5 --score-std 0.3 --epsilon 0.1'.split(
        ' ',
      );
    const { stdout } = await explore(
      ...args,
      '--scheme',
      'chain-2024',
      '--mapping',
      'potential',
      '--out',
      'deep/topic.html',
      '--json',
    );
    const start = {
      std: 0.2,
      meanStdRatio: -1,
      workers: 25,
      confidence: 0.9,
      factor: 2,
      pNorm: 4,
      cNorm: 0.5,
      scoreStd: 0.3,
      epsilon: 0.1,
      epoch: 0,
      scheme: 'chain-2024',
      mapping: 'potential',
      workers1: null,
      mean1: null,
      std1: null,
      workers2: null,
      mean2: null,
      std2: null,
    };
    const content = read('deep/topic.html');
    expect(JSON.parse(stdout)).toEqual({
      path: join(folder.path, 'deep/topic.html'),
      bytes: Buffer.byteLength(content),
      start,
    });
    expect(content).toContain(
      '<body data-start="std=0.2&amp;mean-std-ratio=-1&amp;workers=25&amp;confidence=0.9&amp;factor=2&amp;p-norm=4&amp;c-norm=0.5&amp;score-std=0.3&amp;epsilon=0.1&amp;scheme=chain-2024&amp;mapping=potential">',
    );
  });

  it('refuses invalid options with status 2, and leaves no file behind', async () => {
    mkdirSync(join(folder.path, 'a-folder'));
    writeFileSync(join(folder.path, 'a-file'), 'x');
    const mistakes: [string[], string][] = [
      [['--out', 'a-folder'], 'cannot write a-folder: it is a folder'],
      [['--out', 'a-file/page.html'], 'cannot write a-file/page.html: '],
      [['--std', '0'], '--std: expected a finite number > 0, got 0'],
      [['--std', '1e10'], '--std: expected a number from 1e-9 to 1e9, got 10000000000'],
      [['--workers', '1'], '--workers: expected a whole number from 2 to 10000, got 1'],
      [['--scheme', 'chain-2025'], 'did you mean'],
      [['--sdt', '1'], 'unknown option --sdt'],
    ];
    const before = readdirSync(folder.path);
    for (const [args, message] of mistakes) {
      const { status, stdout, stderr } = await explore(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
    expect(readdirSync(folder.path)).toEqual(before);
  });
});
