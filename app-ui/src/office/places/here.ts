/** The address, while it is this screen's. */
import { shallowRef, watch, type ShallowRef } from "vue";
import { useRouter, type RouteLocationNormalizedLoaded } from "vue-router";

/** Of the screen that stands now. On the way to another one it stays what it was, so that nothing is asked for on leaving. */
export function useHere(): ShallowRef<RouteLocationNormalizedLoaded> {
  const { currentRoute } = useRouter();
  const sectionOf = (path: string) => path.split("/")[1];
  const here = shallowRef(currentRoute.value);
  watch(
    currentRoute,
    (now) => {
      if (sectionOf(now.path) === sectionOf(here.value.path)) here.value = now;
    },
    { flush: "sync" },
  );
  return here;
}

/** What the address says under this name; null if nothing. */
export function saidIn(here: RouteLocationNormalizedLoaded, name: string): string | null {
  const said = here.params[name];
  return typeof said === "string" && said !== "" ? said : null;
}
