/** The setting in which benchmarks run, and their description for the report. */

import type { Checkout } from '../checkouts.js';
import type { Toolchain } from '../toolchain.js';

export interface Setting {
  toolchain: Toolchain;
  /** Folder for data. */
  temporary: string;
  /** Little data. */
  quick: boolean;
  /** This checkout first. */
  checkouts: readonly Checkout[];
  /** Two checkouts are compared: external programs are left out. */
  isComparison: boolean;
}

export interface Description {
  /** The task in one or two sentences. */
  task: string;
  /** The unit of work by which times are divided, and the unit of time in which they are shown. */
  per: string;
  unit: { name: string; inSeconds: number };
  /** Whether to show millions of units of work per second too. */
  rate: boolean;
  /** Name of the row with which the others are compared. */
  base: string;
}
