//! The figures for people: what was measured, what it should be, and whether it is.

use std::fmt::Write as _;

use super::Figures;
use super::office::{Office, Waits as AtDesk};
use super::upload::Upload;
use super::window::Waits;

struct Line {
    what: &'static str,
    figure: f64,
    goal: Option<Goal>,
    detail: String,
}

#[derive(Clone, Copy)]
enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn is_met(self, figure: f64) -> bool {
        match self {
            Self::AtMost(most) => figure <= most,
            Self::AtLeast(least) => figure >= least,
        }
    }
}

/// The table.
pub fn table(figures: &Figures) -> String {
    told(lines(figures))
}

/// The office's part of it.
pub fn of_office(office: &Office) -> String {
    told(at_the_office(office))
}

fn told(lines: Vec<Line>) -> String {
    let mut text = format!("{:<38} {:>8}   {:<9} {:<8} {}\n", "", "figure", "goal", "", "in the same run");
    for line in lines {
        let (goal, met) = match line.goal {
            None => (String::new(), ""),
            Some(goal) => {
                let (sign, bound) = match goal {
                    Goal::AtMost(most) => ('≤', most),
                    Goal::AtLeast(least) => ('≥', least),
                };
                (format!("{sign} {bound}"), if goal.is_met(line.figure) { "met" } else { "NOT MET" })
            }
        };
        // Writing to a string can't fail.
        let _ = writeln!(text, "{:<38} {:>8.3}   {goal:<9} {met:<8} {}", line.what, line.figure, line.detail);
    }
    text
}

fn lines(figures: &Figures) -> Vec<Line> {
    let Figures {
        upload,
        upload_empty_primer,
        upload_second_month,
        cut_line,
        save,
        search,
        replay,
        ingest,
        documents,
        photo,
        office,
        window,
    } = figures;
    let most = |most| Some(Goal::AtMost(most));
    let least = |least| Some(Goal::AtLeast(least));
    let seconds =
        format!("{:.1} s against {:.1} s, {} cut(s)", cut_line.seconds, cut_line.uncut_seconds, cut_line.cuts);
    let trips = f64::from(upload.round_trips.max(upload_second_month.round_trips));
    let mut lines = vec![
        line("upload: a month / zstd-19 of its JSON", upload.ratio, most(0.75), weighed(upload)),
        line("  the same upon an empty primer", upload_empty_primer.ratio, None, weighed(upload_empty_primer)),
        line("  the next month upon this one", upload_second_month.ratio, most(0.55), weighed(upload_second_month)),
        line("  round trips", trips, most(1.0), String::new()),
        line(
            "cut line: bytes / uncut bytes",
            cut_line.ratio,
            most(1.2),
            format!("{} against {} B, {seconds}", cut_line.bytes, cut_line.uncut_bytes),
        ),
        line("save / bare insert, p50", save.p50_ratio, most(1.5), format!("{:.2} ms", save.p50_ms)),
        line("save / bare insert, p99", save.p99_ratio, None, format!("{:.2} ms", save.p99_ms)),
        line(
            "keystroke to list / reading the table",
            search.ratio,
            None,
            format!("{:.2} ms against {:.1} ms", search.p50_ms, search.plain_ms),
        ),
        line(
            "  the slow ones, ms",
            search.p99_ms,
            most(16.0),
            format!("first list {:.0} ms, after a save {:.0} ms", search.first_ms, search.after_save_ms),
        ),
        line("replay of a village-year / bare inserts", replay.ratio, most(3.0), format!("{} rows", replay.rows)),
        line("  seconds", replay.seconds, most(1.0), String::new()),
        line("ingest, SQLite / bare inserts", ingest.sqlite, least(0.5), rate(ingest.sqlite_entries_per_second)),
        line(
            "ingest, PostgreSQL / bare inserts",
            ingest.postgres,
            least(0.5),
            rate(ingest.postgres_entries_per_second),
        ),
        line("1,000 linear edits of a text, ms", documents.linear_ms, most(100.0), String::new()),
        line("  with 5 % concurrent, ms", documents.concurrent_ms, most(1000.0), String::new()),
        line(
            "photo and thumbnail / unpacking, 12 MP",
            photo.ratio,
            most(4.0),
            format!("{:.0} ms; {} B and {} B", photo.ms, photo.bytes, photo.thumbnail_bytes),
        ),
    ];
    lines.extend(at_the_office(office));
    lines.extend(window.as_ref().map(in_the_window).unwrap_or_default());
    lines
}

fn at_the_office(office: &Office) -> Vec<Line> {
    let of = format!("{} villages, {} cadres, {} records", office.villages, office.cadres, office.records);
    let mut lines = Vec::new();
    for (whose, waits) in [(ON_SQLITE, &office.sqlite), (ON_POSTGRES, &office.postgres)] {
        lines.extend(at_a_desk(whose, waits, &of));
    }
    lines.extend(office.first_paint.iter().flat_map(|paint| {
        [
            line(
                "console: first paint, ms",
                paint.first_paint,
                Some(Goal::AtMost(1000.0)),
                "an empty cache".to_owned(),
            ),
            line("  sign-in to the first diary, ms", paint.first_diary, None, String::new()),
            line("  key to the next diary, ms", paint.next_diary, Some(Goal::AtMost(200.0)), String::new()),
        ]
    }));
    lines
}

/// What the lines of a database are called.
type Called = [&'static str; 5];
const ON_SQLITE: Called = [
    "SQLite: the city's overview, p95, ms",
    "  queue, lease and diary, p95, ms",
    "  a county-year's sheets, ms",
    "  follow-up of a month, ms a diary",
    "  others wait to write, p95, ms",
];
const ON_POSTGRES: Called = [
    "PostgreSQL: the city's overview, p95, ms",
    "  queue, lease and diary, p95, ms",
    "  a county-year's sheets, ms",
    "  follow-up of a month, ms a diary",
    "  others wait to write, p95, ms",
];

fn at_a_desk(called: Called, waits: &AtDesk, of: &str) -> Vec<Line> {
    let middle = |ms: f64| format!("the middle one {ms:.1} ms");
    let [overview, next, sheets, follow, held] = called;
    let of = format!("{}; {of}", middle(waits.overview_p50));
    let diaries = format!("{} diaries in {:.1} s", waits.follow_diaries, waits.follow / 1000.0);
    vec![
        line(overview, waits.overview_p95, Some(Goal::AtMost(300.0)), of),
        line(next, waits.next_p95, Some(Goal::AtMost(100.0)), middle(waits.next_p50)),
        line(sheets, waits.sheets, None, String::new()),
        line(follow, waits.follow / waits.follow_diaries.max(1) as f64, None, diaries),
        line(held, waits.held_p95, Some(Goal::AtMost(250.0)), format!("the longest {:.0} ms", waits.held_longest)),
    ]
}

fn in_the_window(waits: &Waits) -> Vec<Line> {
    let slow = |ms: f64| format!("the slow ones {ms:.0} ms");
    let weight = waits.weight;
    vec![
        line("window: start to first touch, ms", waits.cold_start_ms, None, String::new()),
        line("  tap to saved, ms", waits.save_p50_ms, None, slow(waits.save_p99_ms)),
        line("  key to list, 5,000 households, ms", waits.search_p50_ms, None, slow(waits.search_p99_ms)),
        line(
            "  taps of a diary and four visits",
            f64::from(waits.day_taps),
            Some(Goal::AtMost(30.0)),
            format!("{} facts typed, none twice", waits.day_typed),
        ),
        line(
            "  front end, kB gzip before 今日",
            weight.entry_gzip as f64 / 1000.0,
            Some(Goal::AtMost(200.0)),
            format!("{:.0} kB in all", weight.all_gzip as f64 / 1000.0),
        ),
    ]
}

fn line(what: &'static str, figure: f64, goal: Option<Goal>, detail: String) -> Line {
    Line { what, figure, goal, detail }
}

fn weighed(upload: &Upload) -> String {
    format!("{} against {} B; {} B down", upload.bytes, upload.reference, upload.bytes_down)
}

fn rate(entries: f64) -> String {
    format!("{entries:.0} entries/s")
}
