if command -v java >/dev/null; then
    cat >T.java <<'J'
public class T {
    public static void main(String[] a) throws Exception {
        Thread t = new Thread(() -> System.out.println("thread"));
        t.start();
        t.join();
        Object o = new Object();
        long begun = System.nanoTime();
        synchronized (o) { o.wait(50); }
        Thread.sleep(50);
        long took = (System.nanoTime() - begun) / 1000000;
        System.out.println(took >= 90 && took < 20000);
        System.out.println(java.util.concurrent.CompletableFuture.supplyAsync(() -> 6 * 7).get());
        System.out.println(new ProcessBuilder("true").start().waitFor());
        System.out.println(java.util.UUID.randomUUID().version());
        System.gc();
    }
}
J
    java T.java
fi
if command -v node >/dev/null; then
    cat >t.js <<'J'
const child = require("child_process"), { Worker } = require("worker_threads"), fs = require("fs")
console.log(child.execSync("echo child").toString())
setTimeout(() => console.log("late"), 100)
setImmediate(() => console.log("now"))
fs.writeFileSync("f", "x")
console.log(fs.statSync("f").mtimeMs <= Date.now() + 1000)
new Worker("console.log('worker')", { eval: true })
    .on("exit", () => fs.readFile("f", "utf8", (_, text) => console.log(text, require("crypto").randomBytes(4).length)))
J
    node t.js | sort
fi
if command -v ruby >/dev/null; then
    ruby -e 'puts [1, 2].sum; Thread.new { sleep 0.05; puts "thread" }.join; puts `echo sub`; puts rand.class'
fi
if command -v jq >/dev/null; then echo '{"a":[1,2]}' | jq -c '.a|add'; fi
echo 'BEGIN { srand(1); print 1 + 1; "echo sub" | getline x; print x }' >f.awk
awk -f f.awk
if command -v gdb >/dev/null; then gdb -batch -ex run true 2>/dev/null | grep -c exited; fi
if command -v strace >/dev/null; then strace -f -o s.out sh -c true && grep -c exit_group s.out; fi
