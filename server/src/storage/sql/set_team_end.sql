-- The same unit's team under other first days, by which lists of some of its members told of it: it ends with this one ($3 to $4).
UPDATE team SET to_day = $4
WHERE space = $1 AND unit = $2 AND from_day <> $3 AND (to_day IS NULL OR to_day >= $3) AND (CAST($4 AS BIGINT) IS NULL OR from_day <= $4)
