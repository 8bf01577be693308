use super::{DayGrade, Remark};
use crate::diary::DiaryEntry;
use crate::grade::Reason;
use crate::hint::Hint;
use crate::record::{CheckContext, RecordKind, Rules, heads_named, points_at};
use crate::violation::Violation;

impl Rules for DayGrade {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = heads_named(&self.judged.0).into_iter().collect();
        violations.extend(points_at(&self.subject, DiaryEntry::DECL, context));
        if self.reasons.0.is_empty() {
            violations.push(Violation::new(
                "day_grade.reasons_missing",
                "佐证没有写原因。请重新算一遍这天。",
                "The grade gives no reason; compute the day again.",
            ));
        }
        // A code of a later version is let be; what this version knows has to be sayable.
        let unsaid = |it: &Remark, known: &[&str], read: bool| known.contains(&it.code.as_str()) && !read;
        let reason = |it: &&Remark| unsaid(it, &Reason::CODES, Reason::read(&it.code, it.detail.as_deref()).is_some());
        let hint = |it: &&Remark| unsaid(it, &Hint::CODES, Hint::read(&it.code, it.detail.as_deref()).is_some());
        let broken = self.reasons.0.iter().find(reason).or_else(|| self.hints.0.iter().find(hint));
        violations.extend(broken.map(|it| {
            Violation::new(
                "day_grade.detail",
                format!("「{}」后面的内容不对,说不成话。请重新算一遍这天。", it.code),
                format!("What stands beside {} makes no sentence; compute the day again.", it.code),
            )
        }));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::{Grade, Graded};
    use crate::place::{Away, Direction};
    use crate::record::testing::{Known, codes, codes_knowing, day, person};
    use crate::record::{Edit, RecordId, Set};

    fn day_grade() -> DayGrade {
        let away = || Away { metres: 14_020, direction: Some(Direction::Northeast), from: "村部".to_owned() };
        let reasons = vec![Reason::PlaceFar(away()), Reason::Backfilled { days: 9 }];
        let graded = Graded { grade: Grade::Unsupported, reasons };
        let hints = [Hint::NearEqualText { percent: 92, day: day("2017-09-05") }, Hint::PlaceFar(away())];
        let heads = Set::from_iter([Edit([7; 32])]);
        DayGrade::of((person("c0017"), RecordId([1; 16])), heads, &graded, &hints, "ankang-2017/1".to_owned())
    }

    fn remark(code: &str, detail: Option<&str>) -> Set<Remark> {
        Set::from_iter([Remark { code: code.to_owned(), detail: detail.map(str::to_owned) }])
    }

    #[test]
    fn phones_say_what_the_server_computed() {
        let record = DayGrade::from_parts(&day_grade().key(), &day_grade().fields()).unwrap();
        let zh: Vec<_> = record.known_reasons().iter().map(|reason| reason.words().zh).collect();
        assert_eq!(zh, ["定位离村部 14 公里(东北)。", "隔了 9 天写的,标「补记」。"]);
        let hints: Vec<_> = record.known_hints().iter().map(|hint| hint.words().zh).collect();
        assert_eq!(hints, ["和 2017年9月5日 写的有 92% 相同。", "保存时的定位离村部 14 公里(东北)。"]);
    }

    #[test]
    fn it_is_of_a_diary_s_heads_and_says_why() {
        assert!(codes(&day_grade()).is_empty());
        assert_eq!(codes(&DayGrade { judged: Set::default(), ..day_grade() }), ["judgement.heads_missing"]);
        assert_eq!(codes(&DayGrade { reasons: Set::default(), ..day_grade() }), ["day_grade.reasons_missing"]);
        assert!(codes(&DayGrade { hints: Set::default(), ..day_grade() }).is_empty());
        let visit = Known { kind: Some(2), ..Known::default() };
        assert_eq!(codes_knowing(&day_grade(), &visit), ["record.points_at_another_kind"]);
    }

    #[test]
    fn what_this_version_knows_is_sayable_and_a_later_one_s_code_is_let_be() {
        let reasons = |code, detail| DayGrade { reasons: remark(code, detail), ..day_grade() };
        let hints = |code, detail| DayGrade { hints: remark(code, detail), ..day_grade() };
        assert_eq!(codes(&reasons("place.far", None)), ["day_grade.detail"]);
        assert_eq!(codes(&hints("near_equal_text", Some("92"))), ["day_grade.detail"]);
        let later = reasons("moon.full", Some("1"));
        assert!(codes(&later).is_empty() && later.known_reasons().is_empty());
        assert!(codes(&hints("moon_full", None)).is_empty());
    }
}
