//! The records that are uploaded: generated, or from outside.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate};

use crate::fixtures_roster::MAANQIAO;
use crate::job::{self, JobLine};

/// Which jobs are measured.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    /// A month from outside instead of a generated one.
    pub first: Option<PathBuf>,
    /// The same person's next month.
    pub second: Option<PathBuf>,
}

/// One person's records of some days.
#[derive(Debug, Clone)]
pub struct Job {
    /// The records, read.
    pub lines: Vec<JobLine>,
    /// The records, a line of JSON each, as they were given.
    pub text: String,
}

impl Jobs {
    /// The month that is uploaded alone.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn month(&self) -> anyhow::Result<Job> {
        self.first.as_deref().map_or_else(|| generated(0), Job::read)
    }

    /// Two months of one person: the one that both sides hold, and the one that is uploaded upon it.
    ///
    /// # Errors
    /// A file can't be read.
    pub fn pair(&self) -> anyhow::Result<(Job, Job)> {
        match &self.second {
            Some(second) => Ok((self.month()?, Job::read(second)?)),
            None => Ok((generated(0)?, generated(1)?)),
        }
    }
}

/// One half of a generated pair.
fn generated(month: u64) -> anyhow::Result<Job> {
    let september: NaiveDate = "2017-09-01".parse()?;
    let first = september.checked_add_days(Days::new(30 * month)).context("no such day")?;
    Job::of(job::generate(1, "c0017", MAANQIAO, first, 30))
}

impl Job {
    /// Records as a job.
    ///
    /// # Errors
    /// One can't be written as JSON.
    pub fn of(lines: Vec<JobLine>) -> anyhow::Result<Self> {
        let text = lines.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?.join("\n");
        Ok(Self { lines, text })
    }

    fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let text: Vec<&str> =
            text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let lines = text.iter().enumerate().map(|(number, line)| {
            serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), number + 1))
        });
        let lines: Vec<JobLine> = lines.collect::<anyhow::Result<_>>()?;
        ensure!(!lines.is_empty(), "{} holds no records", path.display());
        Ok(Self { lines, text: text.join("\n") })
    }

    /// The yardstick: zstd, level 19, of the records as one JSON array.
    ///
    /// # Errors
    /// zstd fails.
    pub fn reference(&self) -> anyhow::Result<u64> {
        let array = format!("[{}]", self.text.replace('\n', ","));
        Ok(zstd::bulk::compress(array.as_bytes(), 19)?.len() as u64)
    }

    /// Whose records they are.
    ///
    /// # Errors
    /// Those of several people, or of several villages.
    pub fn writer(&self) -> anyhow::Result<(String, String)> {
        let writers: BTreeSet<_> =
            self.lines.iter().map(|line| (line.cadre().to_owned(), line.village().to_owned())).collect();
        ensure!(writers.len() == 1, "a job is one person's in one village, this one is of {}", writers.len());
        writers.into_iter().next().context("no writer")
    }

    /// The last moment at which something was written: Unix seconds, UTC.
    pub fn end(&self) -> i64 {
        self.lines.iter().map(JobLine::written_at).max().unwrap_or(0)
    }

    /// The first one.
    pub fn beginning(&self) -> i64 {
        self.lines.iter().map(JobLine::written_at).min().unwrap_or(0)
    }

    /// The numbers of the listed households that are visited.
    pub fn households(&self) -> BTreeSet<&str> {
        self.lines.iter().filter_map(JobLine::household).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_pair_is_two_months_of_one_person() {
        let (first, second) = Jobs::default().pair().expect("a pair");
        assert_eq!(first.writer().expect("a writer"), second.writer().expect("a writer"));
        assert!(first.end() < second.beginning() + 86_400 && first.text != second.text);
        assert_eq!([first.lines.len(), second.lines.len()], [150, 150]);
        assert_eq!(first.reference().expect("bytes"), job::reference_bytes(&first.lines).expect("bytes") as u64);
    }
}
