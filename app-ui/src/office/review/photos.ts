/** The photos of a diary's day, and where they are. */
import type { Schemas } from "../server";
import type { Diary } from "./items";

export type Photo = Schemas["PhotoShown"];

/** Of the diary, its visits and its problems, in the order of the page. One that several records show is there once for each. */
export function photosOf({ photos, visits, problems }: Pick<Diary, "photos" | "visits" | "problems">): Photo[] {
  return [...photos, ...visits.flatMap((visit) => visit.photos), ...problems.flatMap((problem) => problem.photos)];
}

/** Those that can be looked at. */
export function lookable(photos: readonly Photo[]): Photo[] {
  return photos.filter(({ state }) => state === "here");
}

/** Tells a photo beside its record from others. */
export function photoKey({ record, digest }: Photo): string {
  return `${record}/${digest}`;
}

/** Where one of its two files is. `again` fetches anew what could not be fetched. */
export function sourceOf(space: string, { record, digest }: Photo, part: "picture" | "thumbnail", again = 0): string {
  return `/console/v1/divisions/${space}/photos/${record}/${digest}?part=${part}${again === 0 ? "" : `&again=${again}`}`;
}
