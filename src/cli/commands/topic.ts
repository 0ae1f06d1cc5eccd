/** `allora-epsilon topic`: a live topic through the REST API of the chain. */

import { rm } from 'node:fs/promises';
import { NETWORKS } from '../../epochs/chain/networks.js';
import { readTopic, type TopicReading } from '../../epochs/chain/read-topic.js';
import { TABLE_HEADER, topicTable } from '../../epochs/chain/topic-table.js';
import { checkReplaceable, writeWhole, type OwnFile } from '../../results/whole-file.js';
import { NodeError, UsageError, withUsageErrors } from '../../text/errors.js';
import { count } from '../../text/numbers.js';
import { answer, note } from '../console.js';
import { untilInterrupted } from '../interrupt.js';
import { progressLine, type ProgressLine } from '../progress.js';
import { liveAnswer } from '../topic-live-answer.js';
import { liveText } from '../topic-live-text.js';
import type { TopicArguments } from '../topic-live-options.js';

const TOPIC_FILE: OwnFile = {
  kind: 'a file of topic --out',
  isOwn: (start) => start.startsWith(`${TABLE_HEADER}\n`),
};

export async function topic(argv: TopicArguments): Promise<void> {
  const { id, network = 'mainnet', node, epochs, out, rpc } = argv;
  if (rpc !== undefined && epochs === undefined)
    throw new UsageError('--rpc: expected with --epochs only, which reads block results from it');
  if (out !== undefined) await checkReplaceable(out, TOPIC_FILE);
  const keptEpochs = out !== undefined && epochs !== undefined ? `${out}.epochs` : undefined;
  const reading = await untilInterrupted((signal, setHint) => {
    note(argv, `Reading topic ${id} from ${node ?? NETWORKS[network].lcd}`);
    return read(argv, keptEpochs, signal, setHint);
  });
  if (out !== undefined) await writeWhole(out, topicTable(reading), TOPIC_FILE);
  if (keptEpochs !== undefined) await rm(keptEpochs, { force: true });
  const found = liveAnswer(reading, argv);
  answer(argv, liveText(found, reading), found);
}

async function read(
  argv: TopicArguments,
  keptEpochs: string | undefined,
  signal: AbortSignal,
  setHint: (hint: string) => void,
): Promise<TopicReading> {
  const { id, network, node, rpc, epochs, lossesAre } = argv;
  let line: ProgressLine | undefined;
  let shown = 0;
  let kept = '';
  try {
    return await withUsageErrors(() =>
      readTopic({
        topic: id,
        network,
        node,
        rpc,
        epochs,
        lossesAre,
        keptEpochs,
        signal,
        onProgress(done, total) {
          if (total !== shown) {
            line?.stop();
            line = progressLine(argv, total, 'requests');
            shown = total;
          }
          line?.update(done);
        },
        onWait: (text) => note(argv, text),
        onKept(finished) {
          if (keptEpochs === undefined) return;
          kept = `${count(finished, 'epoch')} of ${epochs!} kept in ${keptEpochs}; the same command resumes`;
          setHint(kept);
        },
      }),
    );
  } catch (error) {
    if (error instanceof NodeError && kept !== '') throw new NodeError(`${error.message}\n${kept}`);
    throw error;
  } finally {
    line?.stop();
  }
}
