/** A copy with all paths as this computer opens them, and as the estate writes them for messages. */
export interface CopyOrder {
  readonly from: string;
  readonly to: string;
  /** Whether a file goes into `to` under its own name: `to` was written with a separator at its end. */
  readonly intoFolder: boolean;
  readonly shownFrom: string;
  readonly shownTo: string;
  readonly exclude: readonly string[];
  readonly overwrite: boolean;
}
