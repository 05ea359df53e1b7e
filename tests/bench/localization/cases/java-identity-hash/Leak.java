class Leak {
    public static void main(String[] arguments) throws java.io.IOException {
        try (java.io.PrintWriter out = new java.io.PrintWriter("out.txt")) {
            out.println(new Object().hashCode());
        }
    }
}
