SELECT record, written_on FROM stay_said WHERE space = $1
