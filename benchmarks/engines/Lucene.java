import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;

/**
 * Lucene behind the commands of worker.py; terms come as numbers, so nothing is cut from strings.
 *
 * <p>CPU of a query is that of its thread: what the compiler and the collector do beside it is not in.
 */
public final class Lucene {
  private static final int TOP = 10;
  private static final char SEPARATOR = '\u001f';
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Stream words;
  private Stream units;
  private String[] categories;
  private int[] dates;
  private Path folder;
  private IndexSearcher searcher;
  private final Map<String, List<Query>> prepared = new HashMap<>();

  /** One stream: passage i has tokens [bounds[i], bounds[i + 1]). */
  private static final class Stream {
    final char[][] terms;
    final int[] tokens;
    final int[] bounds;

    Stream(Path folder, String name) throws IOException {
      List<String> lines = lines(folder.resolve(name + ".terms"));
      terms = lines.stream().map(String::toCharArray).toArray(char[][]::new);
      tokens = numbers(folder.resolve(name + ".tokens"));
      int[] lengths = numbers(folder.resolve(name + ".lengths"));
      bounds = new int[lengths.length + 1];
      for (int i = 0; i < lengths.length; i++) bounds[i + 1] = bounds[i] + lengths[i];
    }
  }

  /** The tokens of one passage, or its grams: each unit with the next, the end mark last. */
  private static final class Tokens extends TokenStream {
    private final Stream stream;
    private final boolean isGrams;
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private int at;
    private int end;

    Tokens(Stream stream, boolean isGrams) {
      this.stream = stream;
      this.isGrams = isGrams;
    }

    void of(int passage) {
      at = stream.bounds[passage];
      end = stream.bounds[passage + 1];
    }

    @Override
    public boolean incrementToken() {
      if (at == end) return false;
      clearAttributes();
      char[] text = stream.terms[stream.tokens[at++]];
      term.copyBuffer(text, 0, text.length);
      if (isGrams) {
        term.append(SEPARATOR);
        if (at < end) {
          for (char each : stream.terms[stream.tokens[at]]) term.append(each);
        }
      }
      return true;
    }
  }

  private void load(Path folder) throws IOException {
    words = new Stream(folder, "words");
    units = new Stream(folder, "units");
    List<String> rows = lines(folder.resolve("columns.tsv"));
    categories = new String[rows.size()];
    dates = new int[rows.size()];
    for (int i = 0; i < dates.length; i++) {
      String[] row = rows.get(i).split("\t");
      categories[i] = row[0].intern();
      dates[i] = Integer.parseInt(row[1]);
    }
  }

  private String build(Path index) throws IOException {
    long wall = System.nanoTime();
    long cpu = cpu();
    IndexWriterConfig config = new IndexWriterConfig();
    config.setRAMBufferSizeMB(1000).setUseCompoundFile(false);
    config.setMergeScheduler(new SerialMergeScheduler());
    try (FSDirectory directory = FSDirectory.open(index);
        IndexWriter writer = new IndexWriter(directory, config)) {
      Tokens w = new Tokens(words, false);
      Tokens g = new Tokens(units, true);
      FieldType frequencies = type(IndexOptions.DOCS_AND_FREQS);
      FieldType positions = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
      for (int i = 0; i < dates.length; i++) {
        w.of(i);
        g.of(i);
        Document document = new Document();
        document.add(new Field("w", w, frequencies));
        document.add(new Field("g", g, positions));
        document.add(new StringField("category", categories[i], Field.Store.NO));
        document.add(new NumericDocValuesField("date", dates[i]));
        document.add(new NumericDocValuesField("year", dates[i] / 10_000));
        document.add(new NumericDocValuesField("id", i));
        writer.addDocument(document);
      }
      writer.commit();
    }
    return String.format("{\"cpu\": %.6f, \"wall\": %.6f}",
        (cpu() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9);
  }

  private static FieldType type(IndexOptions options) {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setIndexOptions(options);
    type.freeze();
    return type;
  }

  private void open(Path index) throws IOException {
    searcher = new IndexSearcher(DirectoryReader.open(FSDirectory.open(index)));
    searcher.setQueryCache(null);
  }

  private List<Query> queries(String kind) throws IOException {
    if (!prepared.containsKey(kind)) {
      List<Query> made = new ArrayList<>();
      for (String line : lines(folder.resolve(kind + ".queries"))) {
        made.add(query(kind, line.split(" ")));
      }
      prepared.put(kind, made);
    }
    return prepared.get(kind);
  }

  private static Query query(String kind, String[] terms) {
    switch (kind) {
      case "and":
        return words(terms, BooleanClause.Occur.MUST);
      case "prefix":
        return new PrefixQuery(new Term("w", terms[0]));
      case "phrase":
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        for (int i = 0; i + 1 < terms.length; i++) {
          phrase.add(new Term("g", terms[i] + SEPARATOR + terms[i + 1]));
        }
        return phrase.build();
      case "facet":
      case "narrow":
        return new BooleanQuery.Builder()
            .add(words(Arrays.copyOfRange(terms, 1, terms.length), BooleanClause.Occur.SHOULD),
                BooleanClause.Occur.MUST)
            .add(new TermQuery(new Term("category", terms[0])), BooleanClause.Occur.FILTER)
            .build();
      default:
        return words(terms, BooleanClause.Occur.SHOULD);
    }
  }

  private static Query words(String[] terms, BooleanClause.Occur occur) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (String term : terms) builder.add(new TermQuery(new Term("w", term)), occur);
    return builder.build();
  }

  private Object asked(String kind, Query query) throws IOException {
    switch (kind) {
      case "sort":
        return searcher.search(query, TOP, LATEST);
      case "facet":
      case "narrow":
        return searcher.search(query,
            new MultiCollectorManager(new TopScoreDocCollectorManager(TOP, Integer.MAX_VALUE), new ByYear()));
      default:
        return searcher.search(query, TOP);
    }
  }

  private static final Sort LATEST = new Sort(new SortField("date", SortField.Type.LONG, true));

  private String checked(String kind, Query query) throws IOException {
    switch (kind) {
      case "sort":
        List<String> latest = new ArrayList<>();
        TopFieldDocs found = searcher.search(query, TOP, LATEST);
        for (ScoreDoc each : found.scoreDocs) {
          latest.add(((org.apache.lucene.search.FieldDoc) each).fields[0].toString());
        }
        return "[" + String.join(", ", latest) + "]";
      case "facet":
      case "narrow":
        List<String> years = new ArrayList<>();
        searcher.search(query, new ByYear())
            .forEach((year, n) -> years.add("[" + year + ", " + n + "]"));
        return "[" + String.join(", ", years) + "]";
      default:
        return Integer.toString(searcher.count(query));
    }
  }

  /** How many passages of each year. */
  private static final class ByYear
      implements CollectorManager<ByYear.Counting, TreeMap<Integer, Integer>> {
    static final class Counting extends SimpleCollector {
      final int[] counts = new int[10_000];
      private NumericDocValues years;

      @Override
      protected void doSetNextReader(LeafReaderContext context) throws IOException {
        years = DocValues.getNumeric(context.reader(), "year");
      }

      @Override
      public void collect(int doc) throws IOException {
        if (years.advanceExact(doc)) counts[(int) years.longValue()]++;
      }

      @Override
      public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
      }
    }

    @Override
    public Counting newCollector() {
      return new Counting();
    }

    @Override
    public TreeMap<Integer, Integer> reduce(java.util.Collection<Counting> parts) {
      TreeMap<Integer, Integer> counts = new TreeMap<>();
      for (Counting part : parts) {
        for (int year = 0; year < part.counts.length; year++) {
          if (part.counts[year] > 0) counts.merge(year, part.counts[year], Integer::sum);
        }
      }
      return counts;
    }
  }

  private String ask(String kind, double seconds) throws IOException {
    List<Query> queries = queries(kind);
    List<String> spent = new ArrayList<>();
    long until = System.nanoTime() + (long) (seconds * 1e9);
    for (Query query : queries) {
      long wall = System.nanoTime();
      long cpu = THREADS.getCurrentThreadCpuTime();
      asked(kind, query);
      cpu = THREADS.getCurrentThreadCpuTime() - cpu;
      spent.add("[" + cpu + ", " + (System.nanoTime() - wall) + "]");
      if (System.nanoTime() > until) break;
    }
    return "[" + String.join(", ", spent) + "]";
  }

  private String check(String kind, double seconds) throws IOException {
    List<String> answers = new ArrayList<>();
    List<Query> queries = queries(kind);
    long until = System.nanoTime() + (long) (seconds * 1e9);
    for (Query query : queries) {
      answers.add(checked(kind, query));
      if (System.nanoTime() > until) break;
    }
    return "[" + String.join(", ", answers) + "]";
  }

  private String answered(String[] command) throws IOException {
    switch (command[0]) {
      case "load":
        load(Path.of(command[1]));
        return described();
      case "build":
        return build(Path.of(command[1]));
      case "open":
        folder = Path.of(command[2]);
        open(Path.of(command[1]));
        return described();
      case "ask":
        return ask(command[1], Double.parseDouble(command[2]));
      case "check":
        return check(command[1], Double.parseDouble(command[2]));
      default:
        throw new IllegalArgumentException(command[0]);
    }
  }

  private static String described() {
    return "{\"version\": \"" + org.apache.lucene.util.Version.LATEST + "\", \"kinds\":"
        + " [\"or\", \"and\", \"phrase\", \"prefix\", \"facet\", \"narrow\", \"sort\", \"long\"]}";
  }

  /** What the whole process has used, its compiler and collector too. */
  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  private static List<String> lines(Path path) throws IOException {
    // Not readAllLines, which cuts at \r too.
    String text = Files.readString(path);
    return Arrays.asList(text.substring(0, text.length() - 1).split("\n"));
  }

  private static int[] numbers(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      IntBuffer numbers = bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
      int[] read = new int[numbers.remaining()];
      numbers.get(read);
      return read;
    }
  }

  public static void main(String[] arguments) throws IOException {
    Lucene lucene = new Lucene();
    if (arguments.length > 0) {
      long wall = System.nanoTime();
      long cpu = cpu();
      lucene.open(Path.of(arguments[1]));
      lucene.asked("or", query("or", Arrays.copyOfRange(arguments, 2, arguments.length)));
      OUT.println("[" + (cpu() - cpu) + ", " + (System.nanoTime() - wall) + "]");
      return;
    }
    OUT.println("{}");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      OUT.println(lucene.answered(line.split("\t")));
    }
  }
}
