/** Files that the camera left and that open as no photo: told in the frame, on whichever screen one is; where that was read, in the forms with photos. */
import { computed, shallowRef } from "vue";
import { call } from "../../backend";
import type { UnreadPhotoView } from "../../generated/UnreadPhotoView";

const all = shallowRef<UnreadPhotoView[]>([]);
// Until the program ends; then they are told once more.
const read = shallowRef<ReadonlySet<string>>(new Set());

const keyOf = (one: UnreadPhotoView) => `${one.name} ${one.moment}`;

/** Those that are still to be told of. */
export const unreadToTell = computed(() => all.value.filter((one) => !read.value.has(keyOf(one))));
/** Those of which a person has read. */
export const unreadTold = computed(() => all.value.filter((one) => read.value.has(keyOf(one))));

/** Asks Rust which there are. */
export async function lookForUnread(): Promise<void> {
  all.value = await call("unread_photos");
}

/** What is told was read. */
export function readUnread(): void {
  read.value = new Set(all.value.map(keyOf));
}

/** Forgets what was read: another test. */
export function forgetUnread(): void {
  all.value = [];
  read.value = new Set();
}
