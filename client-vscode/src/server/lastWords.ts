/** Keeps the end of what a process writes to standard error: the reason of its end. */

const KEPT = 40;

/** A line without its colours and its blanks. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with this character
  return line.replace(/\u001b\[[0-9;]*m/g, '').trim();
}

export class LastWords {
  private readonly lines: string[] = [];
  private rest = '';

  /** Take what was written; return the lines that are complete. */
  add(text: string): string[] {
    const parts = (this.rest + text).split(/\r\n|\r|\n/);
    this.rest = parts.pop() ?? '';
    const complete = parts.filter((line) => line.trim());
    this.lines.push(...complete);
    this.lines.splice(0, this.lines.length - KEPT);
    return complete;
  }

  /**
   * Say in one line why the process ended: the last line that it wrote, which for Python is the
   * error itself, or else the exit code or the signal.
   */
  reason(code: number | null, signal: NodeJS.Signals | null): string {
    const said = [...this.lines, this.rest].map(plain).filter(Boolean).at(-1);
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
    return said === undefined ? how : `${shortened(said)} (${how})`;
  }
}

function shortened(text: string): string {
  const bare = text.replace(/[.\s]+$/, '');
  return bare.length > 200 ? `${bare.slice(0, 199)}…` : bare;
}
