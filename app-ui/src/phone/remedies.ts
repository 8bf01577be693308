/** What the phone's screens offer beside a sentence of Rust's. */
import type { Remedies } from "../shared/words/remedies";
import VillageChoice from "./frame/VillageChoice.vue";
import NewCodeLink from "./gate/NewCodeLink.vue";

export const phoneRemedies: Remedies = {
  "client.which_village": VillageChoice,
  "enrol.code_needed": NewCodeLink,
};
