//! Demands that no policy may make: the rule for government apps (政务移动互联网应用程序规范化管理办法, 2026) bans compulsory
//! check-ins, points, usage figures, forced photos and tracks. The file's format has no key for them; a file that tries is
//! told why, instead of "unknown key".

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::FileFault;
use super::fault::line_at;

/// What is demanded, in both languages, and the pieces of a key that give it away: lower case, without `_` and `-`.
struct Demand {
    zh: &'static str,
    en: &'static str,
    pieces: &'static [&'static str],
}

const DEMANDS: &[Demand] = &[
    Demand {
        zh: "打卡或签到",
        en: "a check-in",
        pieces: &["checkin", "clockin", "punchin", "punchcard", "signin", "打卡", "签到", "考勤机"],
    },
    Demand {
        zh: "照片或视频",
        en: "a photo or a video",
        pieces: &[
            "photo",
            "picture",
            "selfie",
            "image",
            "video",
            "watermark",
            "照片",
            "拍照",
            "图片",
            "视频",
            "水印",
            "自拍",
        ],
    },
    Demand {
        zh: "最少字数",
        en: "a minimum length of text",
        pieces: &[
            "minlen",
            "minimumlen",
            "mintext",
            "minimumtext",
            "minchar",
            "minimumchar",
            "minword",
            "minimumword",
            "textlength",
            "diarylength",
            "charactercount",
            "charcount",
            "wordcount",
            "字数",
            "篇幅",
        ],
    },
    Demand {
        zh: "打开软件、在线或使用时长",
        en: "opening or using the app",
        pieces: &[
            "appopen",
            "openapp",
            "opening",
            "applaunch",
            "launch",
            "login",
            "logon",
            "online",
            "usage",
            "screentime",
            "activetime",
            "activeminutes",
            "activedays",
            "heartbeat",
            "登录",
            "打开",
            "在线",
            "时长",
            "活跃",
        ],
    },
    Demand {
        zh: "定位或轨迹",
        en: "a position or a track",
        pieces: &[
            "gps",
            "location",
            "geofence",
            "track",
            "trajectory",
            "distance",
            "evidence",
            "placerequired",
            "requireplace",
            "placeowed",
            "anchorrequired",
            "requireanchor",
            "verified",
            "unsupported",
            "定位",
            "轨迹",
            "围栏",
            "佐证",
        ],
    },
    Demand { zh: "积分", en: "points", pieces: &["points", "积分"] },
];

/// Every key of the file, at any depth, that makes such a demand.
pub(super) fn demands(text: &str, table: &DeTable<'_>) -> Vec<FileFault> {
    let mut faults = Vec::new();
    in_table(text, table, &mut faults);
    faults.sort_by_key(|fault| fault.line);
    faults
}

fn in_table(text: &str, table: &DeTable<'_>, faults: &mut Vec<FileFault>) {
    for (key, value) in table {
        if let Some(demand) = demand_of(key.get_ref()) {
            faults.push(refusal(line_at(text, key.span().start), key.get_ref(), demand));
        }
        in_value(text, value, faults);
    }
}

fn in_value(text: &str, value: &Spanned<DeValue<'_>>, faults: &mut Vec<FileFault>) {
    match value.get_ref() {
        DeValue::Table(table) => in_table(text, table, faults),
        DeValue::Array(values) => values.iter().for_each(|value| in_value(text, value, faults)),
        _ => {}
    }
}

fn demand_of(key: &str) -> Option<&'static Demand> {
    let bare: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    DEMANDS.iter().find(|demand| demand.pieces.iter().any(|piece| bare.contains(piece)))
}

fn refusal(line: usize, key: &str, demand: &Demand) -> FileFault {
    FileFault::new(
        line,
        "policy.forbidden_demand",
        format!(
            "「{key}」要把{}当成算不算数的条件。按《政务移动互联网应用程序规范化管理办法》不许这样要求,一天算不算数只看人在不在村;请删去这一行。",
            demand.zh
        ),
        format!(
            "`{key}` would make {} a condition. The rule for government apps bans this: a day counts because somebody was there. \
             Please delete the line.",
            demand.en
        ),
    )
}
