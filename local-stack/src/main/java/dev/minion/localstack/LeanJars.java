package dev.minion.localstack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Takes the tables of local variables out of jars: only debuggers read them, and an AOT cache keeps
 * them and all the names in them in memory. Line numbers stay. The message of a {@link
 * NullPointerException} then says {@code "<local4>"} instead of a name.
 */
final class LeanJars {

    /** The comment of a jar that is lean: nothing is left to do. */
    private static final String MARK = "without tables of local variables";

    private LeanJars() {}

    /**
     * Makes all jars of a folder lean. Each is replaced when the new one is whole; whoever has it
     * open goes on with the old one. Signed jars stay as they are.
     */
    static void make(Path folder) throws IOException {
        List<Path> jars;
        try (Stream<Path> all = Files.walk(folder)) {
            jars = all.filter(each -> each.toString().endsWith(".jar")).sorted().toList();
        }
        for (Path jar : jars) {
            makeLean(jar);
        }
    }

    private static void makeLean(Path jar) throws IOException {
        Path lean = jar.resolveSibling(jar.getFileName() + ".lean");
        try (ZipFile from = new ZipFile(jar.toFile())) {
            if (MARK.equals(from.getComment()) || isSigned(from)) {
                return;
            }
            write(from, lean);
        }
        Files.move(lean, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isSigned(ZipFile jar) {
        return jar.stream()
                .map(ZipEntry::getName)
                .anyMatch(name -> name.startsWith("META-INF/") && name.endsWith(".SF"));
    }

    private static void write(ZipFile from, Path lean) throws IOException {
        try (OutputStream file = Files.newOutputStream(lean);
                ZipOutputStream to = new ZipOutputStream(new BufferedOutputStream(file))) {
            to.setComment(MARK);
            Set<String> written = new HashSet<>();
            for (ZipEntry entry : from.stream().toList()) {
                if (written.add(entry.getName())) {
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTime(entry.getTime());
                    to.putNextEntry(copy);
                    to.write(content(from, entry));
                    to.closeEntry();
                }
            }
        }
    }

    private static byte[] content(ZipFile from, ZipEntry entry) throws IOException {
        byte[] bytes = from.getInputStream(entry).readAllBytes();
        return entry.getName().endsWith(".class") ? lean(bytes) : bytes;
    }

    /** The class without them; as it is where it is of a kind that nobody here knows. */
    private static byte[] lean(byte[] bytes) {
        try {
            ClassWriter writer = new ClassWriter(0);
            new ClassReader(bytes).accept(new WithoutVariables(writer), 0);
            return writer.toByteArray();
        } catch (IllegalArgumentException | IndexOutOfBoundsException unknown) {
            return bytes;
        }
    }

    private static final class WithoutVariables extends ClassVisitor {

        WithoutVariables(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        /**
         * It may point into the old constant pool; a JVM does not look at what it does not know.
         */
        @Override
        public void visitAttribute(Attribute unknown) {}

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, next) {
                @Override
                public void visitAttribute(Attribute unknown) {}

                @Override
                public void visitLocalVariable(
                        String variable,
                        String type,
                        @Nullable String generic,
                        Label start,
                        Label end,
                        int index) {}
            };
        }
    }
}
