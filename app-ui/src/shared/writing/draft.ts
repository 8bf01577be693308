/**
 * A form bound to a draft: every change is kept on the phone within half a second, whatever happens to the program then.
 * Keeping reads what was typed and never writes into a field, so a composition of an input method is never disturbed.
 */
import { computed, onScopeDispose, reactive, ref, shallowRef, watch, type ComputedRef, type Ref } from "vue";
import { call, failureOf, type Failure } from "../../backend";
import type { DraftView } from "../../generated/DraftView";
import type { Kinds } from "../../generated/records";
import type { WrittenView } from "../../generated/WrittenView";

/** How long after a change the draft is kept, at most (milliseconds). */
export const KEPT_WITHIN = 400;
/** How long after it could not be kept it is tried again. */
export const KEPT_AGAIN = 2_000;

/** How things stand with a draft. */
export type Keeping = "opening" | "untouched" | "keeping" | "kept" | "failed";

export interface Writing<K extends keyof Kinds> {
  /** Key and fields, to bind inputs to. */
  fields: Partial<Kinds[K]>;
  /** How it stands. */
  keeping: Ref<Keeping>;
  /** When it was last kept (Unix milliseconds). */
  keptAt: Ref<number | null>;
  /** Why it could not be opened, kept or written. */
  failure: Ref<Failure | null>;
  /** Whether what is shown was left half written before. */
  wasLeft: Ref<boolean>;
  /** Whether it changes a record that is there. */
  isChange: ComputedRef<boolean>;
  /** The draft's id, once it is open. */
  id: ComputedRef<string | null>;
  /** Resolves once the draft is open. */
  opened: Promise<void>;
  /** Keeps at once what is still to be kept. */
  keep(): Promise<void>;
  /** Writes it; null if it was refused (see `failure`). */
  write(): Promise<WrittenView | null>;
  /** Throws it away. */
  discard(): Promise<void>;
}

/** Opens a form's draft and keeps it while the component lives. */
export function useDraft<K extends keyof Kinds & string>(open: () => Promise<DraftView>): Writing<K> {
  const fields = reactive<Record<string, unknown>>({});
  const draft = shallowRef<DraftView | null>(null);
  const keeping = ref<Keeping>("opening");
  const keptAt = ref<number | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const wasLeft = ref(false);
  let timer: ReturnType<typeof setTimeout> | null = null;
  // One call at a time, in order: an older state must never be kept after a newer one.
  let queue: Promise<unknown> = Promise.resolve();
  let changedSince = false;
  let done = false;

  const opened = open().then(
    (view) => {
      draft.value = view;
      wasLeft.value = view.changed;
      // A quick hand typed before the draft was open: its words stand where nothing stood, and are kept as any change is.
      const stands = Object.entries(view.fields).filter(([, value]) => value !== null && value !== "");
      const early = Object.keys(plain()).filter((name) => !stands.some(([other]) => other === name));
      Object.assign(fields, Object.fromEntries(stands));
      keeping.value = view.changed ? "kept" : "untouched";
      keptAt.value = view.changed ? view.saved_at * 1000 : null;
      watch(fields, changed, { deep: true, flush: "sync" });
      if (early.length > 0) changed();
    },
    (thrown: unknown) => {
      failure.value = failureOf(thrown);
      keeping.value = "failed";
    },
  );

  function changed(): void {
    if (done) return;
    changedSince = true;
    keeping.value = "keeping";
    // The first change starts the clock and later ones do not put it off: who types on is kept all the same.
    timer ??= setTimeout(() => void keep(), KEPT_WITHIN);
  }

  function plain(): Record<string, unknown> {
    return JSON.parse(JSON.stringify(fields)) as Record<string, unknown>;
  }

  async function keep(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const id = draft.value?.id;
    if (id === undefined || !changedSince || done) return;
    changedSince = false;
    const held = plain();
    queue = queue.then(async () => {
      if (done) return;
      try {
        await call("keep_form", { id, fields: held });
        failure.value = null;
        keptAt.value = Date.now();
        if (!changedSince) keeping.value = "kept";
      } catch (thrown) {
        changedSince = true;
        failure.value = failureOf(thrown);
        keeping.value = "failed";
        timer ??= setTimeout(() => void keep(), KEPT_AGAIN);
      }
    });
    await queue;
  }

  async function write(): Promise<WrittenView | null> {
    await opened;
    const id = draft.value?.id;
    if (id === undefined) return null;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await queue;
    try {
      const written = await call("write_form", { id, fields: plain() });
      done = true;
      failure.value = null;
      return written;
    } catch (thrown) {
      // What was typed just before must not be at the mercy of the next keystroke.
      await keep();
      failure.value = failureOf(thrown);
      return null;
    }
  }

  async function discard(): Promise<void> {
    const id = draft.value?.id;
    done = true;
    await queue;
    if (id !== undefined) await call("discard_form", { id });
  }

  // A phone may end a program that is out of sight without a further word.
  const outOfSight = () => void keep();
  document.addEventListener("visibilitychange", outOfSight);
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", outOfSight);
    if (done) return;
    const id = draft.value?.id;
    void keep().then(() => {
      done = true;
      if (id !== undefined) return call("leave_form", { id });
      return undefined;
    });
  });

  return {
    fields: fields as Partial<Kinds[K]>,
    keeping,
    keptAt,
    failure,
    wasLeft,
    isChange: computed(() => draft.value?.is_change ?? false),
    id: computed(() => draft.value?.id ?? null),
    opened,
    keep,
    write,
    discard,
  };
}
