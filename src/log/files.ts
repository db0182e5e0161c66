import fs from 'node:fs';

/** An open file. Positions and lengths are bytes. */
export interface LogFile {
  /** One write call; resolves to the bytes written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Resolves to the bytes read; 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Resolves when what was written is on the disk. */
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  /** Closing again does nothing: the number of a closed file may be another's by then. */
  close(): Promise<void>;
}

/** The calls of a file system that the recovery log needs; they reject as `node:fs` does. */
export interface LogFiles {
  /** `new` fails where the file exists, `update` and `read` where it does not. */
  open(path: string, how: 'new' | 'update' | 'read', mode?: number): Promise<LogFile>;
  /** Makes the folder and those above it; one that exists is right. */
  makeFolder(path: string): Promise<void>;
  /** Puts the names in a folder on the disk, where the system can do that. */
  syncFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  names(folder: string): Promise<string[]>;
}

type Callback<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

function asked<T>(call: (callback: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null) resolve(value);
      else reject(error);
    });
  });
}

function opened(fd: number): LogFile {
  let closed: Promise<void> | undefined;
  return {
    write: (bytes, position) =>
      asked(done => {
        fs.write(fd, bytes, 0, bytes.length, position, done);
      }),
    read: (into, position) =>
      asked(done => {
        fs.read(fd, into, 0, into.length, position, done);
      }),
    datasync: () =>
      asked(done => {
        fs.fdatasync(fd, error => {
          done(error, undefined);
        });
      }),
    truncate: length =>
      asked(done => {
        fs.ftruncate(fd, length, error => {
          done(error, undefined);
        });
      }),
    size: async () => {
      const stat = await asked<fs.Stats>(done => {
        fs.fstat(fd, done);
      });
      return stat.size;
    },
    close: () =>
      (closed ??= asked(done => {
        fs.close(fd, error => {
          done(error ?? null, undefined);
        });
      })),
  };
}

const flags = { new: 'wx+', update: 'r+', read: 'r' } as const;

/** The computer's own file system. */
export const nodeFiles: LogFiles = {
  async open(path, how, mode = 0o666) {
    const fd = await asked<number>(done => {
      fs.open(path, flags[how], mode, done);
    });
    return opened(fd);
  },
  async makeFolder(path) {
    await fs.promises.mkdir(path, { recursive: true });
  },
  async syncFolder(path) {
    if (process.platform === 'win32') return; // a folder cannot be opened for that
    const handle = await fs.promises.open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename: (from, to) => fs.promises.rename(from, to),
  remove: path => fs.promises.unlink(path),
  names: folder => fs.promises.readdir(folder),
};

/** The system's name for what went wrong (`ENOENT`), if it was the system. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** Writes all bytes at a position, in as many calls as the system makes of it. */
export async function writeAll(file: LogFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const rest = done === 0 ? bytes : bytes.subarray(done);
    const written = await file.write(rest, position + done);
    if (written === 0) throw new Error('the file system took no bytes');
    done += written;
  }
}

/** Bytes from a position on, at most `most`. */
export async function readUpTo(file: LogFile, position: number, most: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(most);
  let length = 0;
  while (length < most) {
    const read = await file.read(buffer.subarray(length), position + length);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

/** A small file's text; throws for one above `most` bytes, as for one that cannot be read. */
export async function readSmall(files: LogFiles, path: string, most = 1 << 20): Promise<string> {
  const file = await files.open(path, 'read');
  try {
    const size = await file.size();
    if (size > most) throw new RangeError(`${path} has ${size} bytes, more than ${most}`);
    return (await readUpTo(file, 0, size)).toString('utf8');
  } finally {
    await file.close();
  }
}

/** Makes a new file with its bytes on the disk, name included. */
export async function writeNew(
  files: LogFiles,
  path: string,
  bytes: Uint8Array,
  mode?: number,
): Promise<void> {
  const file = await files.open(path, 'new', mode);
  try {
    await writeAll(file, bytes, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}
