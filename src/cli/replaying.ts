import type { SimulateArguments } from './commands/simulate.js';
export async function replayCommand(_argv: SimulateArguments, _path: string): Promise<void> {}
