module portcullis/bench

go 1.25
