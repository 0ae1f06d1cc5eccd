/** A browser of the system that tests drive. */
export interface DrivenBrowser {
  /** Opens an address, and waits until the page is loaded. */
  open(address: string): Promise<void>;
  /** The value of an expression in the page: text, a number or a boolean. */
  evaluate(expression: string): Promise<unknown>;
  /** Errors of pages and their console. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}
