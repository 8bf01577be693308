/** Weeks begin on Monday, in both languages. Element's sheets take it from dayjs, which has this one locale loaded for all. */
import dayjs from "dayjs";

const loaded = dayjs.Ls["en"];
if (loaded !== undefined) loaded.weekStart = 1;
