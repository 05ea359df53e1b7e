cat >t.py <<'P'
import asyncio, multiprocessing, os, queue, random, secrets, select, signal, socket, sqlite3, subprocess, sys
import tempfile, threading, time, uuid
if __name__ == "__main__":
    out = queue.Queue()
    threads = [threading.Thread(target=lambda: (time.sleep(0.01), out.put(1))) for _ in range(50)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(out.qsize())
    begun = time.monotonic()
    print(threading.Event().wait(0.2), 0.15 < time.monotonic() - begun < 10)
    print(threading.Lock().acquire(timeout=1))
    print(subprocess.run([sys.executable, "-c", "print(input())"], input="in", text=True, capture_output=True).stdout)
    child = subprocess.Popen(["sleep", "60"])
    child.kill()
    print(child.wait())
    try:
        subprocess.run(["sleep", "60"], timeout=0.1)
    except subprocess.TimeoutExpired:
        print("timed out")
    async def several():
        return await asyncio.gather(*(asyncio.sleep(0.01 * n, n) for n in range(5)))
    print(asyncio.run(several()))
    async def process():
        done = await asyncio.create_subprocess_exec("echo", "from a child", stdout=subprocess.PIPE)
        return (await done.communicate())[0]
    print(asyncio.run(process()))
    print(len({uuid.uuid4() for _ in range(99)}), len({secrets.token_hex(8) for _ in range(99)}))
    print(0 <= random.random() < 1, random.Random(1).random())
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "f"), "w").close()
        print(os.path.samefile(folder, folder + "/."), os.listdir(folder))
        os.utime(folder, (1, 2))
        print(os.stat(folder).st_mtime)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(abs, [-1, -2]))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(abs, [-3]))
    a, b = socket.socketpair()
    a.settimeout(0.1)
    try:
        a.recv(1)
    except TimeoutError:
        print("nothing came")
    print(select.select([a], [b], [], 0.1)[1] == [b])
    server = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(server.getsockname())
    print(server.accept()[0].send(b"x"), client.recv(1))
    base = sqlite3.connect("db")
    base.execute("create table t(a)")
    base.execute("insert into t values(1)")
    base.commit()
    base.execute("vacuum")
    print(base.execute("select * from t").fetchall(), base.execute("pragma integrity_check").fetchone())
    rang = []
    signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    time.sleep(0.3)
    print(rang)
    master, slave = os.openpty()
    print(os.isatty(slave), os.ttyname(slave).startswith("/dev/"))
    print(os.cpu_count() > 0, os.getloadavg()[0] >= 0, os.getpid() > 0, os.uname().sysname)
P
/usr/bin/python3 t.py
/usr/bin/python3 -c 'import t' && ls -d __pycache__
