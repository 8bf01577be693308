SELECT COALESCE(MAX(number), 0) AS number FROM audit WHERE day <= $1
