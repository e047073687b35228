/** What cms-api and its image process tell each other. */

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif';

export type Inspected = {
  /** Upright. */
  width: number;
  height: number;
  blurHash: string;
  /** More than one frame: no sizes are made of it. */
  isAnimated: boolean;
};

/** One size in one format. */
export type Wanted = { width: number; format: PictureFormat };
/** `bytes` null: not smaller than what there is, and thrown away. */
export type Made = Wanted & { bytes: number | null };

export type Task =
  | { what: 'inspect'; file: string }
  | { what: 'vary'; file: string; fileBytes: number; own: PictureFormat; folder: string; wanted: Wanted[] };

export type Reply =
  | { what: 'inspected'; inspected: Inspected }
  | { what: 'made'; made: Made }
  | { what: 'done' }
  | { what: 'refused'; because: 'broken' | 'too_many_pixels'; detail: string };

export const mostPixels = 50_000_000;
