/**
 * A form bound to a draft: every change is kept on the phone within half a second, whatever happens to the program then.
 * Keeping reads what was typed and never writes into a field, so a composition of an input method is never disturbed.
 */
import { computed, getCurrentInstance, onScopeDispose, provide, reactive, ref, shallowRef, watch, type ComputedRef, type Ref } from "vue";
import { call, Failure, failureOf } from "../../backend";
import type { DraftView } from "../../generated/DraftView";
import type { Kinds } from "../../generated/records";
import type { WrittenView } from "../../generated/WrittenView";
import { DRAFT_OF_FORM, interrupt, interruptedAt, isUnkept, release, take, type HeldDraft } from "./unkept";

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
  /** The record's id, where it is known: it is there, or has a key. */
  record: ComputedRef<string | null>;
  /** The code of the village that it is of: what the form is about is there, whichever is chosen by now. */
  village: ComputedRef<string | null>;
  /** Resolves once the draft is open. */
  opened: Promise<void>;
  /** Keeps at once what is still to be kept. */
  keep(): Promise<void>;
  /** Writes it; null if it was refused (see `failure`). */
  write(): Promise<WrittenView | null>;
  /** Throws it away, or gives it to a command that does; false if that was refused (see `failure`). */
  discard(by?: (id: string) => Promise<unknown>): Promise<boolean>;
}

/**
 * Opens a form's draft and keeps it while the component lives, and after that until all of it is kept. `begin` may put into the
 * fields what the form says of itself: nobody has typed that, so it alone makes no draft.
 */
export function useDraft<K extends keyof Kinds & string>(
  open: () => Promise<DraftView>,
  begin: (fields: Partial<Kinds[K]>) => void = () => undefined,
): Writing<K> {
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
  // Calls that keep it and have not answered yet.
  let underway = 0;
  let done = false;
  // The form is not on the screen any more.
  let gone = false;
  // The fields of the form that goes on with the draft.
  let heir: Record<string, unknown> | null = null;
  const place = location.hash;
  const coming = new Set<Promise<unknown>>();

  const held: HeldDraft = {
    fields,
    isOpen: () => !gone,
    isKept: () => !changedSince && underway === 0,
    unkept: () => (changedSince ? failure.value : null),
    keep,
    handOver: (to) => {
      heir = to;
      end();
      return queue;
    },
  };

  const opened = opening().then(
    (view) => {
      draft.value = view;
      wasLeft.value = view.changed;
      // A quick hand typed before the draft was open: its words stand where nothing stood, and are kept as any change is.
      const stands = Object.entries(view.fields).filter(([, value]) => value !== null && value !== "");
      const early = Object.keys(plain()).filter((name) => !stands.some(([other]) => other === name));
      Object.assign(fields, Object.fromEntries(stands));
      const before = take(view.id, held);
      // Another form has not kept all of it yet, or still waits for something.
      const unkept = before !== null && !before.isKept();
      if (unkept) Object.assign(fields, before.fields);
      // What that one is just keeping comes first.
      queue = before?.handOver(fields) ?? queue;
      begin(fields as Partial<Kinds[K]>);
      keeping.value = view.changed ? "kept" : "untouched";
      keptAt.value = view.changed ? view.saved_at * 1000 : null;
      watch(fields, changed, { deep: true, flush: "sync" });
      if (unkept || early.length > 0) changed();
    },
    (thrown: unknown) => {
      failure.value = failureOf(thrown);
      keeping.value = "failed";
    },
  );

  /**
   * The form's draft; or the one that was on the screen here when the phone was locked, where nothing else finds that again. A draft
   * with a key finds itself, and the place alone does not say whose it is: on 今日 it is another day's by the next morning.
   */
  async function opening(): Promise<DraftView> {
    const view = await open();
    const id = interruptedAt(place);
    if (id === null || id === view.id) return view;
    // Asked first: what is kept meanwhile is in the answer.
    const unkept = isUnkept(id);
    try {
      const left = await call("form", { id });
      const isOfHere = left.kind === view.kind && left.village === view.village && view.record === null && left.record === null;
      const goesOn = isOfHere && (left.changed || unkept);
      // Rust forgets the other one if nothing was said in it, and one whose words are still to come leaves by itself.
      if (goesOn || !unkept) void call("leave_form", { id: goesOn ? view.id : id }).catch(() => undefined);
      return goesOn ? left : view;
    } catch (thrown) {
      // It is gone: then this is a new one.
      if (thrown instanceof Failure) return view;
      throw thrown;
    }
  }

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function end(): void {
    done = true;
    stop();
    if (draft.value !== null) release(draft.value.id, held);
  }

  /** Leaves the draft once the form is gone, all of it is kept and nothing is on its way into it. */
  async function leave(): Promise<void> {
    const id = draft.value?.id;
    if (id === undefined || done || !gone || changedSince || coming.size > 0) return;
    end();
    try {
      await call("leave_form", { id });
    } catch (thrown) {
      if (failureOf(thrown).code === "app.locked") interrupt(place, id);
    }
  }

  /** Waits for all that is on its way into it; gives why something did not come. */
  async function arrived(): Promise<Failure | null> {
    let lost: Failure | null = null;
    while (coming.size > 0) {
      for (const one of await Promise.allSettled([...coming])) if (one.status === "rejected") lost ??= failureOf(one.reason);
    }
    return lost;
  }

  function waitFor<T>(work: Promise<T>): Promise<T> {
    const come = () => void coming.delete(work);
    coming.add(work);
    work.then(come, come);
    return work;
  }

  // A field may be within a form; a draft that is opened outside of any component has none.
  if (getCurrentInstance() !== null) {
    provide(DRAFT_OF_FORM, {
      get: (field) => (heir ?? fields)[field],
      put: (field, value) => {
        (heir ?? fields)[field] = value;
      },
      waitFor,
    });
  }

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
    stop();
    const id = draft.value?.id;
    if (id === undefined || done) return;
    if (!changedSince) {
      await queue;
      return;
    }
    changedSince = false;
    const present = plain();
    underway += 1;
    queue = queue.then(async () => {
      try {
        if (done) return;
        await call("keep_form", { id, fields: present });
        failure.value = null;
        keptAt.value = Date.now();
        if (!changedSince) keeping.value = "kept";
      } catch (thrown) {
        failure.value = failureOf(thrown);
        keeping.value = "failed";
        if (failure.value.code === "store.unknown_draft") {
          // It was written or thrown away elsewhere: it takes nothing any more.
          end();
          return;
        }
        changedSince = true;
        if (gone && failure.value.code === "app.locked") interrupt(place, id);
        timer ??= setTimeout(() => void keep().then(leave), KEPT_AGAIN);
      } finally {
        underway -= 1;
      }
    });
    await queue;
  }

  // A second tap before the first is answered is the same one.
  let writing: Promise<WrittenView | null> | null = null;

  function write(): Promise<WrittenView | null> {
    writing ??= writeOnce().finally(() => {
      writing = null;
    });
    return writing;
  }

  async function writeOnce(): Promise<WrittenView | null> {
    await opened;
    const lost = await arrived();
    const id = draft.value?.id;
    if (id === undefined) return null;
    if (lost !== null) {
      // Who taps again has read it, and writes without.
      await keep();
      failure.value = lost;
      return null;
    }
    stop();
    await queue;
    try {
      const written = await call("write_form", { id, fields: plain() });
      end();
      failure.value = null;
      return written;
    } catch (thrown) {
      // What was typed just before must not be at the mercy of the next keystroke.
      await keep();
      failure.value = failureOf(thrown);
      return null;
    }
  }

  async function discard(by = (id: string): Promise<unknown> => call("discard_form", { id })): Promise<boolean> {
    await opened;
    const id = draft.value?.id;
    if (id === undefined) return true;
    stop();
    await queue;
    try {
      await by(id);
      end();
      return true;
    } catch (thrown) {
      failure.value = failureOf(thrown);
      if (changedSince) timer ??= setTimeout(() => void keep().then(leave), KEPT_WITHIN);
      return false;
    }
  }

  // A phone may end a program that is out of sight without a further word.
  const outOfSight = () => void keep();
  document.addEventListener("visibilitychange", outOfSight);
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", outOfSight);
    gone = true;
    // What can't be kept now is tried again until it is.
    void opened.then(keep).then(leave).then(arrived).then(keep).then(leave);
  });

  return {
    fields: fields as Partial<Kinds[K]>,
    keeping,
    keptAt,
    failure,
    wasLeft,
    isChange: computed(() => draft.value?.is_change ?? false),
    id: computed(() => draft.value?.id ?? null),
    record: computed(() => draft.value?.record ?? null),
    village: computed(() => draft.value?.village ?? null),
    opened,
    keep,
    write,
    discard,
  };
}
