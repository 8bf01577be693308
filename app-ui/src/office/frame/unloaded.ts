/** A piece of the program that could not be fetched: the line dropped, or the server was upgraded and the piece of this page's version is gone. A
 * page that is opened anew gets the pieces that there are. */
import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";
import { useRouter } from "vue-router";

/** The address that is to be opened anew, where a piece is missing; else null. For what stands around every screen, once. */
export function useUnloaded(): Ref<string | null> {
  const router = useRouter();
  const wanted = ref<string | null>(null);
  /** Whether the page is on its way out: what it still waited for is broken off by that, and missed by nobody. */
  let leaving = false;
  let gone = false;

  function miss(address: string): void {
    if (!leaving) wanted.value = address;
  }
  // Of a screen's piece the router tells, too, and where it was to lead.
  const missHere = () => miss(wanted.value ?? router.currentRoute.value.fullPath);
  const hears = [
    ["vite:preloadError", missHere],
    ["beforeunload", () => (leaving = true)],
    ["pagehide", () => (leaving = gone = true)],
    ["pageshow", () => (leaving = gone = false)],
  ] as const;
  const ends = [
    // A file that is fetched begins as if the page were left, too: whoever goes on in it did not leave it.
    router.beforeEach(() => void (leaving = gone)),
    router.onError((_error, to) => miss(to.fullPath)),
    router.afterEach((to, from, failure) => {
      if (failure === undefined && to.path !== from.path) wanted.value = null;
    }),
  ];
  onMounted(() => hears.forEach(([event, hear]) => window.addEventListener(event, hear)));
  onBeforeUnmount(() => {
    hears.forEach(([event, hear]) => window.removeEventListener(event, hear));
    ends.forEach((end) => end());
  });
  return wanted;
}
