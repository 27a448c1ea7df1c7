package sites

import (
	"math/rand/v2"
	"strings"
)

// The parts of sentences. They are put together at random, and mean little.
var (
	whos = strings.Split("The archivist|A junior baker|Our oldest bicycle|The night porter|A quiet committee|The lock keeper|Her second cousin|A travelling clinic|The harbour choir|One of the nurses|A borrowed projector|The ward kitchen|Their only printer|A patient registrar|The map room|Somebody with a torch", "|")
	dids = strings.Split("has counted|forgot|was looking for|has labelled|never liked|brought back|carried|has drawn|measured|repaired|wrote down|asked about|described|put away|polished|unfolded", "|")
	what = strings.Split("the spare keys|a box of plasters|seven folding chairs|the blue ledger|every second lamp|an appointment card|the timetable|a kettle without a lid|the long corridor|two referral letters|a map of the cellars|the missing drawer|several umbrellas|a list of names|the weather report|an extension lead", "|")
	when = strings.Split("before the bell rang|on the first of March|after a long walk|while it rained|in the east wing|behind the reading room|without a word|at a quarter past nine|near the old pharmacy|during the interval|for the third time|between two meetings|at the end of the pier|since last winter|by the light of a screen|as soon as it was dark", "|")
)

func sentence(r *rand.Rand) string {
	pick := func(s []string) string { return s[r.IntN(len(s))] }
	return pick(whos) + " " + pick(dids) + " " + pick(what) + " " + pick(when) + "."
}

// paragraph has n sentences, and no line breaks.
func paragraph(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(sentence(r))
	}
	return b.String()
}
