-- Since when the days for mending are over, Unix seconds, UTC: the days of silence after them count from there.
-- `over`: 0: they run. 1: they are over and nobody may have read what is left. 2: nothing hangs on them any more.
ALTER TABLE review_return ADD COLUMN over_at BIGINT;

-- What was over before is ended anew and counts from then.
UPDATE review_return SET over = 0 WHERE over = 1;

-- What somebody was shown within the hour is noted once: the last hour of one account is looked through for it.
CREATE INDEX audit_by_act ON audit (login, action, at);
