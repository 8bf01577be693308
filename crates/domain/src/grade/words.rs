use super::Reason;
use crate::place::{Away, metres_en, metres_zh};
use crate::words::Words;

impl Reason {
    /// What is known.
    pub fn words(&self) -> Words {
        let of_place =
            |away: &Away| Words::new(format!("定位{}。", away.zh()), format!("The place was {}.", away.en()));
        match self {
            Self::Seen => {
                Words::new("第一书记当天看到人在村里。", "The first secretary saw them in the village that day.")
            }
            Self::SeenAway => Words::new(
                "写的是住村,第一书记当天看到不在。",
                "The diary says the night was in the village; the first secretary saw that they were not there.",
            ),
            Self::SeenThere => Words::new(
                "写的是不住村里,第一书记当天看到人在。",
                "The diary says the night was elsewhere; the first secretary saw them in the village.",
            ),
            Self::Confirmed => Words::new("第一书记确认了这天。", "The first secretary confirmed the day."),
            Self::Questioned => {
                Words::new("第一书记对这天有疑问。", "The first secretary has a question about the day.")
            }
            Self::TeammateAlong => {
                Words::new("队友确认那天一起走访过。", "A teammate confirmed being along on a visit that day.")
            }
            Self::TeammateDenies => Words::new(
                "写了同行,队友说那天没在一起。",
                "A teammate who is named as along says they were not together that day.",
            ),
            Self::PlaceNear(away) | Self::PlaceFar(away) => of_place(away),
            Self::PlaceAround(away) => Words::new(
                format!("定位{},在村子一带。", away.zh()),
                format!("The place was {}, around the village.", away.en()),
            ),
            Self::PlaceFarAtNight(away) => {
                Words::new(format!("夜里的定位{}。", away.zh()), format!("The place at night was {}.", away.en()))
            }
            Self::PlaceRough { accuracy: Some(metres) } => Words::new(
                format!("定位误差 {},说明不了在哪。", metres_zh(*metres)),
                format!("The place is only exact to {}; it tells nothing.", metres_en(*metres)),
            ),
            Self::PlaceRough { accuracy: None } => Words::new(
                "手机没说定位误差多大,说明不了在哪。",
                "The phone did not say how exact the place is; it tells nothing.",
            ),
            Self::MockPlace => Words::new(
                "手机说定位是别的软件给的,没有拿来对照。",
                "The phone said that another program gave the place; it was left out.",
            ),
            Self::EnteredPlace => Words::new(
                "位置是照纸上或旧资料补填的,没有拿来对照。",
                "The place was entered from paper or old data; it was left out.",
            ),
            Self::NoAnchor => Words::new(
                "村里还没有定位点,定位没法对照。",
                "The village has no anchor yet, so there is nothing to measure the place by.",
            ),
            Self::NoPlace => Words::new(
                "那天没有留下定位。定位不是必须的,这天照样算。",
                "No place was taken that day. None is owed, and the day counts all the same.",
            ),
            Self::ClockOff { minutes } => Words::new(
                format!("手机时间至少差了{},什么时候写的拿不准。", lasted_zh(*minutes)),
                format!(
                    "The phone's clock was off by {} or more; when it was written is not certain.",
                    lasted_en(*minutes)
                ),
            ),
            Self::Backfilled { days } => Words::new(
                format!("隔了 {days} 天写的,标「补记」。"),
                format!("Written {days} days after; marked as backfilled."),
            ),
            Self::AwayByOwnWord => Words::new(
                "写的是不住村里,用不着佐证。",
                "The diary says the night was elsewhere; that needs no support.",
            ),
            Self::OnBusiness => Words::new(
                "写的是出差,不拿村里的定位点来比。",
                "The diary says the night was on business; it is not measured by the village's anchors.",
            ),
            Self::StayUnsaid => Words::new(
                "没写晚上住在哪,没有什么可对照的。",
                "It is not said where the night was spent, so there is nothing to compare.",
            ),
        }
    }

    /// How a doubt may well be innocent; none where there is no doubt.
    pub fn innocent(&self) -> Option<Words> {
        Some(match self {
            Self::SeenAway => Words::new("也可能是看的时候正好出门了。", "They may just have been out at that moment."),
            Self::SeenThere => Words::new(
                "也可能是晚上才走的,或者住处点错了。",
                "They may have left in the evening, or tapped the wrong place.",
            ),
            Self::Questioned => {
                Words::new("也可能是没碰上面,说一声就清楚了。", "They may just not have met; a word would clear it up.")
            }
            Self::TeammateDenies => {
                Words::new("也可能是记错了日子或人。", "Somebody may have mixed up the day or the person.")
            }
            Self::PlaceFar(_) => Words::new(
                "也可能是去县里办事,或回程路上写的。",
                "It may have been an errand in the county, or written on the way back.",
            ),
            Self::PlaceFarAtNight(_) => Words::new(
                "也可能是夜里送人看病,或者手机定位漂了。",
                "Somebody may have been taken to hospital at night, or the phone's place drifted.",
            ),
            Self::MockPlace => Words::new(
                "也可能是手机上开着测试用的定位,本人不知道。",
                "A test setting may be on without their knowing.",
            ),
            Self::ClockOff { .. } => {
                Words::new("也可能是手机没电,时间复位了。", "The battery may have died and the clock been reset.")
            }
            Self::Backfilled { .. } => Words::new(
                "也可能是那几天没电、没空,或者先记在了纸上。",
                "There may have been no power or no time, or it was on paper first.",
            ),
            _ => return None,
        })
    }
}

fn lasted_zh(minutes: u64) -> String {
    let (count, unit) = lasted(minutes, ["分钟", "小时", "天"]);
    format!(" {count} {unit}")
}

fn lasted_en(minutes: u64) -> String {
    let (count, unit) = lasted(minutes, ["min", "h", "days"]);
    format!("{count} {unit}")
}

fn lasted(minutes: u64, [minute, hour, day]: [&str; 3]) -> (u64, &str) {
    match minutes {
        0..120 => (minutes, minute),
        120..2_880 => (minutes / 60, hour),
        _ => (minutes / 1_440, day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::Leaning;
    use crate::grade::reason::tests::all;

    #[test]
    fn a_doubt_has_an_innocent_reading_and_nothing_else_has() {
        for reason in all() {
            let doubts = matches!(reason.leaning(), Leaning::Doubt | Leaning::PlaceAgainst | Leaning::PersonAgainst);
            assert_eq!(reason.innocent().is_some(), doubts, "{reason:?}");
        }
    }

    #[test]
    fn it_is_said_without_blame() {
        let said: Vec<_> =
            all().iter().flat_map(|reason| [Some(reason.words()), reason.innocent()]).flatten().collect();
        for words in &said {
            assert!(words.zh.ends_with('。') && words.en.ends_with('.'), "{words:?}");
            assert!(!["!", "!", "异常", "违规", "造假", "作假"].iter().any(|bad| words.zh.contains(bad)), "{words:?}");
        }
        assert_eq!(
            Reason::PlaceFar(Away { metres: 14_020, direction: None, from: "村部".into() }).words().zh,
            "定位离村部 14 公里。"
        );
        assert!(said.iter().any(|words| words.zh == "手机时间至少差了 3 天,什么时候写的拿不准。"));
    }
}
