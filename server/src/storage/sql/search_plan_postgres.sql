SELECT
  set_config('plan_cache_mode', $1, true) AS plans, set_config('enable_seqscan', $2, true) AS all_rows,
  set_config('enable_indexscan', $3, true) AS in_order, set_config('jit', $4, true) AS compiled
