/** Why nothing was heard of a day: five things, none of them absence. */
export const SILENCES = ["no_line", "not_synced", "no_diary", "no_phone", "not_over"] as const;
export type Silence = (typeof SILENCES)[number];

/** Whether what was heard of a day, or a state that is asked for, is one of them. */
export function isSilence(heard: string | undefined): heard is Silence {
  return SILENCES.some((silence) => silence === heard);
}
