-- Attendance as offices read it, derived from the logs, the roster and the calendar: it can be emptied and made anew at any time.

-- A cadre's year in a village, by one sign a day. A day in which somebody is on two teams stands in the row of the term that began
-- last, so that sums over villages count it once; target, resident and what follows are of the whole year, wherever it was spent.
CREATE TABLE attendance_year (
  space TEXT NOT NULL,
  cadre TEXT NOT NULL,
  year BIGINT NOT NULL,
  -- DayState::sign; O: not on this village's team.
  signs TEXT NOT NULL,
  -- What was said of the day: S something, A that the person was away, - nothing was heard.
  said TEXT NOT NULL,
  target BIGINT NOT NULL,
  resident BIGINT NOT NULL,
  needed BIGINT NOT NULL,
  possible BIGINT NOT NULL,
  latest_start BIGINT,
  reach TEXT NOT NULL,
  computed_on BIGINT NOT NULL,
  PRIMARY KEY (space, cadre, year)
) /* STRICT */;

-- How often something was heard of that a village's attendance depends on, up to where it was counted, on which day and by which
-- policies and calendar: a village where these differ is to be counted anew.
CREATE TABLE attendance_village (
  space TEXT NOT NULL PRIMARY KEY,
  heard BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  counted_on BIGINT NOT NULL,
  basis BYTEA NOT NULL
) /* STRICT */;

-- The day on which a diary first said of the night what it says now.
CREATE TABLE stay_said (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  written_on BIGINT,
  PRIMARY KEY (space, record)
) /* STRICT */;
