import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.*;

/** Pools, timers, a child process, interrupts and collections. */
public class Pools {
    public static void main(String[] arguments) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int own = i;
            results.add(pool.submit(() -> {
                Thread.sleep(2);
                return own + new Random().nextInt(1);
            }));
        }
        int sum = 0;
        for (Future<Integer> result : results)
            sum += result.get();
        pool.shutdown();
        System.out.println("sum " + sum + ", ended " + pool.awaitTermination(10, TimeUnit.SECONDS));
        Process child = new ProcessBuilder("sh", "-c", "date; exit 3").start();
        System.out.println("child " + child.waitFor());
        ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
        System.out.println("later " + later.schedule(() -> 5, 50, TimeUnit.MILLISECONDS).get());
        later.shutdownNow();
        synchronized (Pools.class) {
            Pools.class.wait(50);
        }
        System.gc();
        System.out.println("files " + (Files.list(Path.of("/etc")).count() > 5));
        Thread sleeper = new Thread(() -> {
            try {
                Thread.sleep(100000);
            } catch (InterruptedException expected) {
                System.out.println("interrupted");
            }
        });
        sleeper.start();
        Thread.sleep(30);
        sleeper.interrupt();
        sleeper.join();
        System.exit(0);
    }
}
