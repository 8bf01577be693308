//! The one local time of the product: Asia/Shanghai, which has had a fixed offset of +08:00 since 1991.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

const SHANGHAI_OFFSET_SECONDS: i32 = 8 * 3600;

/// The local day in Asia/Shanghai of an instant given in Unix seconds (UTC); `None` beyond chrono's range.
pub fn local_day(unix_seconds: i64) -> Option<NaiveDate> {
    let offset = FixedOffset::east_opt(SHANGHAI_OFFSET_SECONDS)?;
    DateTime::from_timestamp(unix_seconds, 0).map(|utc| utc.with_timezone(&offset).date_naive())
}

/// The local wall clock in Asia/Shanghai of an instant given in Unix seconds (UTC); `None` beyond chrono's range.
pub fn local_clock(unix_seconds: i64) -> Option<NaiveDateTime> {
    let offset = FixedOffset::east_opt(SHANGHAI_OFFSET_SECONDS)?;
    DateTime::from_timestamp(unix_seconds, 0).map(|utc| utc.with_timezone(&offset).naive_local())
}

/// The first instant (Unix seconds, UTC) of a local day in Asia/Shanghai.
pub fn start_of_day(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() - i64::from(SHANGHAI_OFFSET_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_sixteen_utc() {
        let day = NaiveDate::from_ymd_opt(2017, 9, 1).unwrap();
        assert_eq!(local_day(start_of_day(day)), Some(day));
        assert_eq!(local_day(start_of_day(day) - 1), day.pred_opt());
    }
}
