DELETE FROM stay_said WHERE space = $1
