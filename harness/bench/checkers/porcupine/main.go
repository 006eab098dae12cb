// Times Porcupine on recorded histories, for `npm run bench:checkers -- --porcupine <its source>`: one line a file with
// the verdict and the median of five runs in microseconds. Histories are read before the clock starts.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"os"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

const runs = 5

type call struct {
	f       string
	key     string
	a, b    string
	unknown bool
	ok      bool
	found   string
}

var seed = maphash.MakeSeed()

func hashText(state interface{}) uint64 {
	var hash maphash.Hash
	hash.SetSeed(seed)
	hash.WriteString(state.(string))
	return hash.Sum64()
}

var register = porcupine.Model{
	Init: func() interface{} { return "nil" },
	Hash: hashText,
	Step: func(state, input, output interface{}) (bool, interface{}) {
		asked, told := input.(call), output.(call)
		held := state.(string)
		switch asked.f {
		case "read":
			return told.unknown || told.found == held, held
		case "write":
			return true, asked.a
		default:
			if held == asked.a {
				return told.unknown || told.ok, asked.b
			}
			return told.unknown || !told.ok, held
		}
	},
}

var kv = porcupine.Model{
	Init: func() interface{} { return "" },
	Hash: hashText,
	PartitionEvent: func(history []porcupine.Event) [][]porcupine.Event {
		keyOf := map[int]string{}
		byKey := map[string][]porcupine.Event{}
		for _, event := range history {
			if event.Kind == porcupine.CallEvent {
				keyOf[event.Id] = event.Value.(call).key
			}
			byKey[keyOf[event.Id]] = append(byKey[keyOf[event.Id]], event)
		}
		var parts [][]porcupine.Event
		for _, part := range byKey {
			parts = append(parts, part)
		}
		return parts
	},
	Step: func(state, input, output interface{}) (bool, interface{}) {
		asked, told := input.(call), output.(call)
		held := state.(string)
		switch asked.f {
		case "get":
			return told.unknown || told.found == held, held
		case "put":
			return true, asked.a
		default:
			return true, held + asked.a
		}
	},
}

var logLine = regexp.MustCompile(`- (\d+)\s+:(\w+)\s+:(\w+)\s+(.*)$`)
var ednLine = regexp.MustCompile(`:process (\d+), :type :(\w+), :f :(\w+), :key "(.*)", :value (?:nil|"(.*)")}`)

// Every process has at most one open call; what never returns is unknown, and returns at the end.
func read(path string) []porcupine.Event {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	var events []porcupine.Event
	open := map[string]int{}
	asked := map[string]call{}
	var unknown []int
	next := 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		process, kind, this := parse(lines.Text())
		if process == "" {
			continue
		}
		if kind == "invoke" {
			events = append(events, porcupine.Event{Kind: porcupine.CallEvent, Id: next, Value: this})
			open[process], asked[process] = next, this
			next++
			continue
		}
		failed := kind == "fail" && (this.f != "cas" || this.a != asked[process].a)
		if kind == "info" || failed {
			unknown = append(unknown, open[process])
			delete(open, process)
			continue
		}
		this.ok = kind == "ok"
		events = append(events, porcupine.Event{Kind: porcupine.ReturnEvent, Id: open[process], Value: this})
		delete(open, process)
	}
	for _, id := range open {
		unknown = append(unknown, id)
	}
	sort.Ints(unknown)
	for _, id := range unknown {
		events = append(events, porcupine.Event{Kind: porcupine.ReturnEvent, Id: id, Value: call{unknown: true}})
	}
	return events
}

func parse(line string) (string, string, call) {
	if found := ednLine.FindStringSubmatch(line); found != nil {
		return found[1], found[2], call{f: found[3], key: found[4], a: found[5], found: found[5]}
	}
	found := logLine.FindStringSubmatch(line)
	if found == nil {
		return "", "", call{}
	}
	this := call{f: found[3], a: found[4], found: found[4]}
	if pair := strings.Fields(strings.Trim(found[4], "[]")); found[3] == "cas" && len(pair) == 2 {
		this.a, this.b = pair[0], pair[1]
	}
	return found[1], found[2], this
}

func main() {
	for _, path := range os.Args[1:] {
		model := register
		if !strings.HasSuffix(path, ".log") {
			model = kv
		}
		events := read(path)
		var times []float64
		verdict := false
		for run := 0; run < runs; run++ {
			begin := time.Now()
			verdict = porcupine.CheckEvents(model, events)
			times = append(times, float64(time.Since(begin).Nanoseconds())/1e3)
		}
		sort.Float64s(times)
		line, _ := json.Marshal(map[string]interface{}{"file": path, "valid": verdict, "us": times[runs/2]})
		fmt.Println(string(line))
	}
}
