import java.io.*;

class Leak {
    public static void main(String[] arguments) throws IOException {
        try (PrintWriter out = new PrintWriter("out.txt")) {
            out.println(System.currentTimeMillis()); // LEAK
        }
    }
}
