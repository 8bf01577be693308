/** A word on what lies on the desk: typed, kept until the server has it, and told where it came too late. */
import { computed, ref, type Ref } from "vue";
import { useAsk } from "../ask";
import { useKept } from "../kept";
import type { Call } from "../server";

/** `late`: the codes by which the server says that what was looked at is another by now. */
export function useWord<Typed>(name: string, nothing: () => Typed, late: readonly string[]) {
  const { busy, failure, ask } = useAsk();
  const typed = ref(nothing()) as Ref<Typed>;
  const { failure: keptFailure, forget } = useKept(name, typed);
  const failures = computed(() => [failure.value, keptFailure.value]);

  /** Whether the server has it, or it came too late; neither: it can be said again. */
  async function say<T>(call: Call<T>): Promise<"said" | "late" | "refused"> {
    if (!(await ask(call))) return late.includes(failure.value?.code ?? "") ? "late" : "refused";
    forget();
    typed.value = nothing();
    return "said";
  }

  return { typed, busy, failures, say };
}
