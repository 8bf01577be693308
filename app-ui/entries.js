// The two entries, each with what its oldest browser is: the one place that says so, for the build and for the lints.

/** The app on a phone: web views from Chrome 80 (docs/mobile.md). Its page lies in the program, wherever that is. */
export const PHONE = { name: "phone", oldest: 80, base: "./", port: 7620 };

/** The office's console: browsers from Chrome 86, as offices still run them. The server serves it below /office/. */
export const OFFICE = { name: "office", oldest: 86, base: "/office/", port: 7621 };

export const ENTRIES = [PHONE, OFFICE];
