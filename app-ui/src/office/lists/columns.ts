/** What a table is made of. */

export interface Column {
  /** Names its slot: `<template #name="{ row }">`. */
  key: string;
  title: string;
  /** Figures stand at the right. */
  figure?: boolean;
  /** As little room as a sign takes: a day of a month. */
  narrow?: boolean;
  /** Its title is read out and not shown: a column of buttons. */
  silent?: boolean;
  /** By which word the server sorts by it; none, if it does not. */
  sort?: string;
}

/** The order after a click on a column's head: `day`, then `-day`, the largest first. */
export function turned(sort: string | null, by: string): string {
  return sort === by ? `-${by}` : by;
}
