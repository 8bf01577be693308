interface Entry {
  name: string;
  oldest: number;
  base: string;
  port: number;
}
export const PHONE: Entry;
export const OFFICE: Entry;
export const ENTRIES: Entry[];
