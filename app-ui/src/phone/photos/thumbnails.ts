/** Thumbnails that were shown are not asked for again while the program runs. */
import { call } from "../../backend";

/** Some screens full; each is a few kilobytes. */
const MOST = 300;
const shown = new Map<string, Promise<string>>();

/** A thumbnail's address; fetched from the server by this record where it is not on the phone. */
export function thumbnail(digest: string, record: string | null): Promise<string> {
  const known = shown.get(digest);
  if (known !== undefined) return known;
  const asked = call("photo", { record, digest, thumbnail: true });
  shown.set(digest, asked);
  // What could not be had now may be had later.
  asked.catch(() => shown.delete(digest));
  const oldest = shown.keys().next().value;
  if (shown.size > MOST && oldest !== undefined) shown.delete(oldest);
  return asked;
}

/** Forgets all of them: another person's phone, another test. */
export function forgetThumbnails(): void {
  shown.clear();
}
