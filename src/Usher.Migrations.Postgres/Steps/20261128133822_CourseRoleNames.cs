using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Postgres.Steps
{
    /// <inheritdoc />
    public partial class CourseRoleNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "role_names",
                table: "course_members",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "role_names",
                table: "course_members");
        }
    }
}
