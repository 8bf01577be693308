//! The lines of a job as edits and evidence, as a phone would make them: for the figures that begin behind the client.

use anyhow::{Context, bail};
use cunji_documents::edit_between;
use cunji_domain::kinds;
use cunji_domain::record::json::fields_from_json;
use cunji_domain::record::{Fields, IdRule};
use cunji_history::{Edit, Evidence};
use serde_json::Value as Json;

use crate::job::JobLine;

/// What a line of a job comes to.
#[derive(Debug, Clone)]
pub struct WrittenLine {
    /// The creation of its record.
    pub edit: Edit,
    /// Where and when it was written.
    pub evidence: Evidence,
    /// When it was written: Unix seconds, UTC.
    pub written_at: i64,
}

/// A line as the edit that creates its record.
///
/// # Errors
/// Its kind is not known, or its fields don't fit.
pub fn written(line: &JobLine) -> anyhow::Result<WrittenLine> {
    let Json::Object(mut object) = serde_json::to_value(line)? else { bail!("a line that is no object") };
    let text = |json: Option<Json>| json.and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default();
    let decl = kinds::by_name(&text(object.remove("kind"))).context("a line of a kind that is not known")?;
    let cadre = text(object.get("cadre").cloned());
    let read = fields_from_json(decl, &object)
        .map_err(|faults| anyhow::anyhow!(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")))?;
    let edit = Edit {
        kind: decl.number,
        space: text(object.get("village").cloned()).parse().context("a line of no village")?,
        author: cadre.parse().context("a line of no cadre")?,
        key: (decl.id == IdRule::Derived).then_some(read.key),
        schema: decl.schema,
        parents: Vec::new(),
        ops: edit_between(decl, decl.schema, &Fields::new(), &read.fields),
    };
    let degrees = |name: &str| object.get(name).and_then(Json::as_f64).map(|degrees| (degrees * 1e6).round() as i32);
    let evidence = Evidence {
        place: degrees("lat").zip(degrees("lon")),
        accuracy: object.get("accuracy").and_then(Json::as_u64).and_then(|metres| u32::try_from(metres).ok()),
        provider: Some(1),
        since_boot: Some(u64::try_from(line.written_at()).unwrap_or(0) % 1_000_000_000),
        ..Evidence::default()
    };
    Ok(WrittenLine { edit, evidence, written_at: line.written_at() })
}

/// All lines.
///
/// # Errors
/// As [`written`], for any of them.
pub fn all_written(lines: &[JobLine]) -> anyhow::Result<Vec<WrittenLine>> {
    lines.iter().map(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job;

    #[test]
    fn a_month_becomes_edits_that_are_canonical() {
        let first = "2017-09-01".parse().expect("a day");
        let lines = job::generate(1, "c0017", crate::fixtures_roster::MAANQIAO, first, 30);
        let written = all_written(&lines).expect("edits");
        assert_eq!(written.len(), 150);
        for line in written {
            let bytes = line.edit.to_bytes();
            assert_eq!(Edit::from_bytes(&bytes).as_ref(), Ok(&line.edit));
            assert!(line.evidence.place.is_some());
        }
    }
}
