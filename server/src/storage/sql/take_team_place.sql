-- A village has one team: another unit's that was said to begin on the same day was none.
UPDATE team SET to_day = from_day - 1 WHERE space = $1 AND unit <> $2 AND from_day = $3
