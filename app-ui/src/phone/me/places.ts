/** Where a form that was left opens again: by its draft, where no place of the kind's own finds it. */
import type { DraftView } from "../../generated/DraftView";

/** Kinds whose own form takes any draft of theirs: also one that mends. */
const OWN_FORM = ["diary", "visit", "problem", "friendship", "friendship_contact", "leave_request", "voice_leave", "complaint"];

/** Whether a rejected record of this kind is mended in the kind's own form. */
export function hasOwnForm(kind: string): boolean {
  return OWN_FORM.includes(kind);
}

/** Whether a judgement says yes: such a one owes no reason, so that what is written on it is the mend of one that came back. */
export function saysYes(fields: Record<string, unknown>): boolean {
  return fields["granted"] === true || fields["result"] === "confirmed" || fields["upheld"] === true;
}

/** The place of a draft's form; null where it has none. */
export function placeOf(form: DraftView): string | null {
  const part = (name: string): string => {
    const value = form.fields[name];
    return typeof value === "string" ? encodeURIComponent(value) : "";
  };
  // What mends a rejected record is gone on with there.
  const mend = form.record === null ? null : `/me/returned/${form.record}`;
  const reason = (what: string): string | null => {
    // The form of a reason says no.
    if (saysYes(form.fields)) return mend;
    const judged = form.fields["judged"];
    const heads = Array.isArray(judged) ? judged.join(",") : "";
    return `/attendance/reason/${what}/${part("subject")}?heads=${heads}&draft=${form.id}`;
  };
  switch (form.kind) {
    case "diary":
      return `/today/${part("day")}?draft=${form.id}&village=${form.village}`;
    case "visit":
      return `/visits/draft/${form.id}`;
    case "problem":
      return `/problems/draft/${form.id}`;
    case "friendship":
      return `/friends/draft/${form.id}`;
    case "friendship_contact":
      return `/friends/contact-draft/${form.id}`;
    case "household_note":
      return `/visits/household/${part("household")}?note=1&draft=${form.id}&village=${form.village}`;
    case "objection":
      return `/attendance/explain/${part("day")}?draft=${form.id}`;
    case "leave_request":
      return `/attendance/leave?draft=${form.id}`;
    case "leave_reason":
      return `/attendance/leave/${part("request")}/reason?draft=${form.id}`;
    case "voice_leave":
      return `/attendance/voice-leave?draft=${form.id}`;
    case "observation":
      return "/attendance/team";
    case "confirmation":
      return reason("question");
    case "leave_decision":
      return reason("refuse");
    case "objection_decision":
      return reason("not_uphold");
    case "complaint":
      return `/complaints?draft=${form.id}`;
    default:
      // Nothing else is begun but to mend.
      return mend;
  }
}
