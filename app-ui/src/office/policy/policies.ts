/** Every policy, fetched once for what is on the screen. */
import { shallowRef, watch, type ShallowRef } from "vue";
import { useAsk, type Asking } from "../ask";
import type { Schemas } from "../server";

export type Policy = Schemas["PolicyView"];

export function usePolicies(division: () => string): Pick<Asking, "busy" | "failure"> & { policies: ShallowRef<Policy[] | null>; load(): Promise<boolean> } {
  const { busy, failure, ask } = useAsk();
  const policies = shallowRef<Policy[] | null>(null);
  const load = () =>
    ask(
      (client) => client.GET("/console/v1/divisions/{division}/policies", { params: { path: { division: division() } } }),
      (answer) => (policies.value = answer.policies),
    );
  watch(division, () => void load(), { immediate: true });
  return { policies, busy, failure, load };
}
